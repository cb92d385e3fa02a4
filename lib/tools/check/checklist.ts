/**
 * The checklist of one folder.
 *
 * @module
 */
import { judgeChat } from "./exercises/chat-verdict.ts";
import { judgeClient, judgeClient2 } from "./exercises/client-verdict.ts";
import {
  candidates,
  type Exercise,
  isExact,
  isProgram,
  readFolder,
  type StudentFile,
} from "./folder.ts";
import { checkIPs } from "./exercises/ips.ts";
import { couldNotTell, type Finding, type ItemName, notDone, type Verdict } from "./item.ts";
import { checkPair } from "./exercises/pair.ts";
import { checkPings } from "./exercises/pings.ts";
import { checkPushed } from "./exercises/pushed.ts";
import { NotRun, run } from "./sandbox/run.ts";
import { judgeServer } from "./exercises/server-verdict.ts";
import { Source } from "./source.ts";
import type { Records } from "./trial.ts";
import type { Walls } from "./sandbox/walls.ts";

// A student's trials of other things are left alone
const ASIDE = /prueba|type|colou?r|copy|copia|old|test/i;
const MOST_CANDIDATES = 3;

type Judged = { file: StudentFile; verdict: Verdict };

/** Checks a folder. What is given is read and run, never written. */
export async function checkFolder(folder: string, walls: Walls): Promise<Finding[]> {
  const files = await readFolder(folder);
  const programs = files.filter(({ name }) => isProgram(name)).map((file) => new Source(file));
  const source = (file: StudentFile) => programs.find(({ name }) => name === file.name)!;
  const named = (exercise: Exercise) => candidates(files, exercise).slice(0, MOST_CANDIDATES);

  const chats = byName(named("Ex3"), programs, (one) => one.chats && !isMain(one.name));
  const servers = byName(named("server"), programs, (one) => one.listens);
  const others = programs.filter(({ name, connects, chats }) =>
    connects && !chats && !ASIDE.test(name)
  );
  const clients = named("client");
  const clients2 = named("client-2");
  if (clients.length + clients2.length === 0) {
    clients.push(...others.filter(({ name }) => !chats.some((chat) => chat.name === name)));
  }

  const trials = new Map<string, Promise<Records["client"]>>();
  const runClient = (one: Source) => {
    if (!trials.has(one.name)) trials.set(one.name, run("client", one, folder, walls));
    return trials.get(one.name)!;
  };
  const judge =
    <K extends keyof Records>(kind: K, verdict: (record: Records[K]) => Verdict) =>
    (file: StudentFile) =>
      judgeProgram(
        source(file),
        () =>
          kind === "client"
            ? runClient(source(file)) as Promise<Records[K]>
            : run(kind, source(file), folder, walls),
        verdict,
      );

  const [ips, pings, chat, server, client, client2] = await Promise.all([
    best(named("IPs"), ({ text }) => Promise.resolve(checkIPs(text)), "IPs"),
    best(named("Ex2"), ({ text }) => Promise.resolve(checkPings(text)), "Ex2"),
    best(chats, judge("chat", judgeChat), "Ex3"),
    best(servers, judge("server", judgeServer), "server"),
    // Without a file of its own for client 1, the one that does both counts for both
    best(clients.length > 0 ? clients : clients2, judge("client", judgeClient), "client"),
    judgeSecond(clients, clients2, judge("client", judgeClient2)),
  ]);

  const found = [ips, pings, chat, server, client, client2];
  const pair = chat && server
    ? { verdict: checkPair(source(chat.file), source(server.file)), file: chat.file }
    : undefined;
  const names = [...new Set(found.flatMap((one) => one ? [one.file.name] : []))];
  return [
    finding("IPs", ips),
    finding("Ex2", pings),
    finding("Ex3", chat),
    finding("server", server),
    finding("client", client),
    finding("client-2", client2),
    finding("pair", pair),
    { item: "pushed", file: null, ...await checkPushed(folder, names) },
  ];
}

/** The files found by name; failing them, the programs that do it. */
function byName(
  named: StudentFile[],
  programs: Source[],
  does: (one: Source) => boolean,
): StudentFile[] {
  if (named.length > 0) return named;
  return programs.filter(does)
    .sort((a, b) =>
      Number(ASIDE.test(a.name)) - Number(ASIDE.test(b.name)) || b.text.length - a.text.length
    )
    .slice(0, MOST_CANDIDATES);
}

function isMain(name: string): boolean {
  return /^server\./i.test(name);
}

/**
 * Judges the files until one is done; a program of the handout's exact name is judged alone. The
 * verdict on the first file stands when none is.
 */
async function best(
  files: StudentFile[],
  judge: (file: StudentFile) => Promise<Verdict>,
  exercise: Exercise,
): Promise<Judged | undefined> {
  const exact = files.filter((file) => isProgram(file.name) && isExact(file, exercise));
  let first: Judged | undefined;
  for (const file of exact.length > 0 && exercise !== "IPs" && exercise !== "Ex2" ? exact : files) {
    const judged = { file, verdict: await judge(file) };
    if (judged.verdict.status === "done") return judged;
    // An empty file beside a fuller one is a leftover
    if (!first || first.file.text.trim() === "") first = judged;
  }
  return first;
}

/** Client 2: a file of its own, or whichever client prints the answer. */
async function judgeSecond(
  clients: StudentFile[],
  own: StudentFile[],
  judge: (file: StudentFile) => Promise<Verdict>,
): Promise<Judged | undefined> {
  const first = await best(own, judge, "client-2");
  if (first?.verdict.status === "done") return first;
  for (const file of clients) {
    const verdict = await judge(file);
    if (verdict.status === "done") return { file, verdict };
    // Not run, so nobody knows whether it prints the answer
    if (!first && verdict.status === "could not tell") return { file, verdict };
  }
  return first;
}

async function judgeProgram<R>(
  source: Source,
  record: () => Promise<R>,
  verdict: (record: R) => Verdict,
): Promise<Verdict> {
  if (source.isEmpty) {
    return notDone("There is no program in the file.", "Write it, as the handout shows.");
  }
  const ip = source.malformedIP;
  if (ip !== undefined) {
    return notDone(`"${ip}" is no IP.`, "An IP is four numbers up to 255 with dots between them.");
  }
  try {
    return verdict(await record());
  } catch (error) {
    if (error instanceof NotRun) return couldNotTell(error.message, error.hint);
    throw error;
  }
}

function finding(item: ItemName, judged?: Judged): Finding {
  if (judged) return { item, file: judged.file.name, ...judged.verdict };
  return { item, status: "absent", file: null, reason: REASONS[item], hint: HINTS[item] };
}

const REASONS: Record<ItemName, string> = {
  IPs: "There is no IPs.txt.",
  Ex2: "There is no Ex2.txt.",
  Ex3: "There is no Ex3.",
  server: "There is no server.",
  client: "There is no client.",
  "client-2": "No client prints the server's answer.",
  pair: "It takes an Ex3 and a server.",
  pushed: "",
};

const HINTS: Record<ItemName, string> = {
  IPs: "Write the table of exercise 1.",
  Ex2: "Write the table of exercise 2.",
  Ex3: "Write the chat of exercise 3.",
  server: "Write the server of exercise 4.",
  client: "Write client 1, as the handout shows.",
  "client-2": "Write client 2, as the handout shows.",
  pair: "",
  pushed: "",
};
