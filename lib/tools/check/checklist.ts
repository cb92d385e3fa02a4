/**
 * The checklist of the session: all that there is to know of each of its items.
 *
 * @module
 */
import { checkIPs } from "./exercises/ips.ts";
import { checkPair } from "./exercises/pair.ts";
import { checkPings } from "./exercises/pings.ts";
import { checkPushed } from "./exercises/pushed.ts";
import type { Names } from "./folder.ts";
import { best, type HandedIn, MOST_CANDIDATES, type ProgramItem } from "./handed-in.ts";
import type { Finding, ItemName, Verdict } from "./item.ts";
import type { Source } from "./source.ts";

/** An item of the checklist. */
export interface Exercise {
  item: ItemName;
  /** What its file may be called. */
  names: Names;
  /** What is said when there is no such file, and what to do then. */
  absent: string;
  hint: string;
  /** Judges it. What is found for the items above it is given. */
  check(folder: HandedIn, names: Names, found: Found): Promise<Verdict | undefined>;
}

/** What is found for some of the items. */
export type Found = Map<ItemName, Promise<Finding>>;

// A student's trials of other things are left alone
const ASIDE = /prueba|type|colou?r|copy|copia|old|test/i;

// The tools that a copy of the session brings are not the student's
const TOOLS = /^(nc|wire|IPs|Ex2)\.ts$/;

const CHAT: Names = {
  exact: /^Ex3\.(py|ts)$/,
  others: /^(ex|exercise|ejercicio)0?3((client|chat|start)s?)?$/,
};
const CLIENT: Names = { exact: /^client\.(py|ts)$/, others: /^client1?$/ };
const CLIENT_2: Names = { exact: /^client-2\.(py|ts)$/, others: /^client2$/ };
const NONE: Names = { exact: /^$/, others: /^$/ };

/** The items, in the order of the handout's list. */
export const CHECKLIST: Exercise[] = [
  {
    item: "IPs",
    names: { exact: /^IPs(\.txt)?$/, others: /^(ips?|(ex|exercise|ejercicio)0?1)$/ },
    absent: "There is no IPs.txt.",
    hint: "Write the table of exercise 1.",
    check: table(checkIPs),
  },
  {
    item: "Ex2",
    names: { exact: /^Ex2(\.txt)?$/, others: /^(ex|exercise|ejercicio)0?2$/ },
    absent: "There is no Ex2.txt.",
    hint: "Write the table of exercise 2.",
    check: table(checkPings),
  },
  {
    item: "Ex3",
    names: CHAT,
    absent: "There is no Ex3.",
    hint: "Write the chat of exercise 3.",
    check: program("Ex3", isChat),
  },
  {
    item: "server",
    names: { exact: /^server\.(py|ts)$/, others: /^((the)?teachers?)?server[12]?$/ },
    absent: "There is no server.",
    hint: "Write the server of exercise 4.",
    check: program("server", ({ listens }) => listens),
  },
  {
    item: "client",
    names: CLIENT,
    absent: "There is no client.",
    hint: "Write client 1, as the handout shows.",
    check: (folder, names, found) =>
      // Without a file of its own for client 1, the one that does both counts for both
      folder.programsCalled(names).length === 0 && folder.programsCalled(CLIENT_2).length > 0
        ? program("client")(folder, CLIENT_2, found)
        : program("client", isClient)(folder, names, found),
  },
  {
    item: "client-2",
    names: CLIENT_2,
    absent: "No client prints the server's answer.",
    hint: "Write client 2, as the handout shows.",
    async check(folder, names, found) {
      const own = await program("client-2")(folder, names, found);
      if (own?.status === "done") return own;
      // Client 1 may have grown into client 2
      const first = own || folder.programsCalled(CLIENT).length > 0
        ? folder.programsCalled(CLIENT)
        : folder.programs.filter((one) => isClient(one, folder));
      for (const program of first) {
        const verdict = { ...await folder.judge("client-2", program), file: program.name };
        if (verdict.status === "done") {
          const note = own ? ` A note: ${own.file} is not done. ${own.reason}` : "";
          return { ...verdict, reason: verdict.reason + note };
        }
        // Not run, so it is not known whether it prints the answer
        if (!own && verdict.status === "could not tell") return verdict;
      }
      return own;
    },
  },
  {
    item: "pair",
    names: NONE,
    absent: "It takes an Ex3 and a server.",
    hint: "",
    async check(folder, _, found) {
      const chat = folder.program((await found.get("Ex3"))?.file);
      const server = folder.program((await found.get("server"))?.file);
      return chat && server && { ...checkPair(chat, server), file: chat.name };
    },
  },
  {
    item: "pushed",
    names: NONE,
    absent: "There is nothing to push yet.",
    hint: "",
    async check(folder, _, found) {
      const files = (await Promise.all(found.values())).flatMap(({ file }) => file ?? []);
      return await checkPushed(folder.path, [...new Set(files)], folder.programs);
    },
  },
];

function table(judge: (text: string) => Verdict): Exercise["check"] {
  return (folder, names) => best(folder.tablesCalled(names), ({ text }) => judge(text));
}

/**
 * How a program is judged: that of the exact name alone, the others until one is done; without a
 * name that says it, those that do it.
 */
function program(
  item: ProgramItem,
  does: (one: Source, folder: HandedIn) => boolean = () => false,
): Exercise["check"] {
  return (folder, names) => {
    const called = folder.programsCalled(names);
    const exact = called.filter(({ name }) => names.exact.test(name));
    const doing = folder.programs.filter((one) => !TOOLS.test(one.name) && does(one, folder))
      .sort((a, b) =>
        Number(ASIDE.test(a.name)) - Number(ASIDE.test(b.name)) || b.text.length - a.text.length
      )
      .slice(0, MOST_CANDIDATES);
    const files = [exact, called, doing].find(({ length }) => length > 0) ?? [];
    return best(files, (file) => folder.judge(item, file));
  };
}

function isChat({ name, chats }: Source): boolean {
  return chats && !/^server\./i.test(name);
}

function isClient({ name, connects, chats }: Source, folder: HandedIn): boolean {
  return connects && !chats && !ASIDE.test(name) &&
    !folder.programsCalled(CHAT).some((chat) => chat.name === name);
}
