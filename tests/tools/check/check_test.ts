/** check.ts as its user runs it: what it shows, its exit status, its JSON and its table. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { peerTest } from "../../peers.ts";
import { command, denoArgs, ROOT, run } from "../../scripts.ts";
import { atTerminal } from "../../sockets.ts";
import {
  check,
  copyLibrary,
  itemsOf,
  makeFolders,
  pushedFolder,
  solution,
  statuses,
} from "./folders.ts";
import { address, chat, CHAT_TURN, CLIENT, CLIENT_2, server, SERVER_TURN } from "./programs.ts";

const IPS =
  "mobile | Wifi | 25/02/2020 | Home | 192.168.1.33\nlaptop | Wifi | 25/02/2020 | Home | 192.168.1.34";
const EX2 = [
  "Self",
  "f-l3208",
  "Google",
  "Mobile",
  "www.urjc.es",
  "github.com",
  "wikipedia.org",
  "newdomain",
]
  .map((name, i) => `${name} | ${i} ms`).join("\n");
const TOP = { top: address("127.0.0.1", 8080) };
const ALL = {
  "IPs.txt": IPS,
  "Ex2.txt": EX2,
  "Ex3.py": chat(CHAT_TURN, TOP),
  "server.py": server(SERVER_TURN, TOP),
  "client.py": CLIENT,
  "client-2.py": CLIENT_2,
};

peerTest("python3", "a folder in which all is done", async () => {
  await using made = await pushedFolder(ALL);
  const { code, stdout } = await check(["--python", made.folder]);
  assertEquals(stdout.split("\n").slice(2, 10), [
    ":) IPs (IPs.txt): 2 rows, each with its date, place and IP.",
    ":) Ex2 (Ex2.txt): Each destination has its time or its word.",
    ":) Ex3 (Ex3.py): Each message arrives whole, in a connection of its own.",
    ":) server (server.py): It serves one client after the other, shows each message and answers.",
    ":) client (client.py): It connects, sends and closes.",
    ":) client-2 (client-2.py): It sends, closes, and prints the answer.",
    ":) pair (Ex3.py): Both have 127.0.0.1:8080.",
    ":) pushed: All files are committed and at the remote.",
  ]);
  assertStringIncludes(stdout, "All done!");
  assertEquals(code, 0);
  const status = await command("git", ["-C", made.repo, "status", "--porcelain", "--ignored"]);
  assertEquals(status.stdout, "");
});

peerTest(
  "python3",
  "what failed stands beside what the tester saw, and the next thing to do",
  async () => {
    await using made = await makeFolders({
      "Session-08": { ...ALL, "Ex3.py": chat(CHAT_TURN + `\nprint("\\x1b[2Jdone")\nbreak`) },
    });
    const { code, stdout } = await check(["--python", `${made.root}/Session-08`]);
    assertEquals(code, 1);
    assertStringIncludes(
      stdout,
      `:( Ex3 (Ex3.py): not done: It ends or stops sending after the first message.
   try: Repeat all of it: while True, with the question inside.
   your program printed:
   | Enter a message: done
   the tester saw:
   | the tester typed "first message `,
    );
    assertMatch(stdout, /\n {3}\| connection 1 to \S+:8080: "first message \w+", closed\n/);
    assertStringIncludes(
      stdout,
      "Next: Ex3. Repeat all of it: while True, with the question inside.\n",
    );
  },
);

peerTest("python3", "a pair with two addresses is a note, no fault", async () => {
  await using made = await pushedFolder({ ...ALL, "Ex3.py": chat() });
  const { code, stdout } = await check(["--python", made.folder]);
  assertStringIncludes(
    stdout,
    ":| pair (Ex3.py): a note: Ex3.py connects to 192.168.124.179:8080, server.py listens on 127.0.0.1:8080.",
  );
  assertEquals(code, 0);
  const items = await itemsOf(
    {
      "one name for two": {
        "Ex3.py": chat(CHAT_TURN, { top: address("localhost") }),
        "server.py": server(SERVER_TURN, TOP),
      },
      "everywhere": { "Ex3.py": chat(), "server.py": server(SERVER_TURN, { top: address("") }) },
      "another port": {
        "Ex3.py": chat(),
        "server.py": server(SERVER_TURN, { top: address("", 8081) }),
      },
      "no server": { "Ex3.py": chat() },
    },
    undefined,
    [],
  );
  assertEquals(Object.values(items).map(({ pair }) => pair.status), [
    "done",
    "done",
    "note",
    "absent",
  ]);
});

peerTest(
  "python3",
  "JSON: an array with the eight items of each folder, in this order",
  async () => {
    await using made = await makeFolders({ a: { "IPs.txt": IPS }, b: {} });
    const { stdout, code } = await check([
      "--json",
      "--python",
      `${made.root}/a`,
      `${made.root}/b`,
    ]);
    const results = JSON.parse(stdout);
    assertEquals(results.map(({ folder }: { folder: string }) => folder), [
      `${made.root}/a`,
      `${made.root}/b`,
    ]);
    for (const { items } of results) {
      assertEquals(items.map(({ item }: { item: string }) => item), [
        "IPs",
        "Ex2",
        "Ex3",
        "server",
        "client",
        "client-2",
        "pair",
        "pushed",
      ]);
      for (const item of items) {
        assertEquals(Object.keys(item), [
          "item",
          "status",
          "file",
          "reason",
          "hint",
        ]);
      }
    }
    assertEquals(results[0].items[0].file, "IPs.txt");
    assertEquals(results[1].items[0], {
      item: "IPs",
      status: "absent",
      file: null,
      reason: "There is no IPs.txt.",
      hint: "Write the table of exercise 1.",
    });
    assertEquals(code, 1);
  },
);

peerTest(
  "python3",
  "a class: a row for each folder, a summary, and a table for a spreadsheet",
  async () => {
    const folders = { "ana, b": { ...ALL }, "=bob": { "IPs.txt": "" }, "\u202ecarl": {} };
    await using made = await makeFolders(folders);
    const names = Object.keys(folders);
    const { stdout, code } = await check(["--python", ...names], undefined, made.root);
    assertEquals(code, 1);
    const rows = stdout.split("\n");
    assertMatch(rows[0], /^folder +IPs +Ex2 +Ex3 +server +client +client-2 +pair +pushed$/);
    assertMatch(rows[1], /^ana, b +done +done +done +done +done +done +done +\?$/);
    assertMatch(rows[2], /^=bob +not done +absent +absent +absent +absent +absent +absent +\?$/);
    assertMatch(rows[3], /^\\u202ecarl +absent/);
    assertMatch(rows[4], /^done +1\/3 +1\/3 +1\/3 +1\/3 +1\/3 +1\/3 +1\/3 +0\/3$/);
    assertEquals(rows.slice(6, 11), [
      "=bob: IPs (IPs.txt): The file is empty.",
      "\\u202ecarl: There is no session folder in it, and no file of this session.",
      "",
      "1 of 3 folders have everything done.",
      "",
    ]);
    const csv = await check(["--csv", "--python", ...names], undefined, made.root);
    const [header, ana, bob] = csv.stdout.split(/\r?\n/);
    assertMatch(
      header,
      /^folder,IPs,Ex2,Ex3,server,client,client-2,pair,pushed,IPs file,IPs reason,IPs hint,Ex2 file,/,
    );
    assertMatch(
      ana,
      /^"ana, b",done,done,done,done,done,done,done,could not tell,IPs.txt,"2 rows, each with /,
    );
    assertMatch(
      bob,
      /^'=bob,not done,absent,absent,absent,absent,absent,absent,could not tell,IPs.txt,The file is empty.,"Write the table /,
    );
  },
);

Deno.test("Python runs only when somebody says so", async () => {
  const [found] = Object.values(await itemsOf({ a: ALL }, undefined, []));
  assertEquals(found["Ex3"].status, "could not tell");
  assertEquals(found["Ex3"].reason, "It is a Python program, and those run only with --python.");
  assertEquals(found["IPs"].status, "done");
});

Deno.test("without a name it checks the session's folder that is here, however it is written", async () => {
  for (const name of ["Session-08", "session8", "SESSION 08", "Session_08"]) {
    await using made = await makeFolders({ [name]: { "IPs.txt": IPS }, "session-09": {} });
    // Beside it, and in it
    for (const cwd of [made.root, `${made.root}/${name}`]) {
      const { stdout } = await check(["--json"], undefined, cwd);
      assertEquals(JSON.parse(stdout).map(({ folder }: { folder: string }) => folder), [name]);
    }
  }
  await using made = await makeFolders({ "session-09": {} });
  const { code, stderr } = await check([], undefined, made.root);
  assertEquals(
    [code, stderr],
    [1, 'check.ts: there is no session folder here: say which one, as in "check.ts Session-08"\n'],
  );
});

Deno.test("in a student's repository it finds the session's folder", async () => {
  await using made = await makeFolders({
    "repo/Session 08": { "IPs.txt": IPS },
    "repo/Session-07": {},
  });
  const { stdout } = await check(["--json", `${made.root}/repo`]);
  assertEquals(JSON.parse(stdout)[0].items[0].status, "done");
});

Deno.test("a folder that is not there, and what it does not know", async () => {
  await using made = await makeFolders({ a: { file: "" } });
  const missing = await check([`${made.root}/nobody`]);
  assertEquals([missing.code, missing.stdout], [1, ""]);
  assertEquals(missing.stderr, `check.ts: there is no folder ${made.root}/nobody\n`);
  const file = await check([`${made.root}/a/file`]);
  assertEquals([file.code, file.stderr], [1, `check.ts: ${made.root}/a/file is not a folder\n`]);
  const unknown = await check(["--pyton"]);
  assertEquals(unknown.code, 2);
  assertMatch(unknown.stderr, /^check.ts: unknown option --pyton.*\nUsage: check.ts /);
  const help = await check(["--help"]);
  assertEquals(help.code, 0);
  assertStringIncludes(help.stdout, "--python");
});

Deno.test("the session's own solutions are right", async () => {
  const { stdout } = await run("check.ts", ["--json", `${ROOT}session-08`]);
  const items: { item: string; status: string; file: string; reason: string }[] =
    JSON.parse(stdout)[0].items;
  assertEquals(items.slice(2, 7).map(({ item, status, file }) => [item, status, file]), [
    ["Ex3", "done", "Ex3.ts"],
    ["server", "done", "server.ts"],
    ["client", "done", "client.ts"],
    ["client-2", "done", "client-2.ts"],
    ["pair", "done", "Ex3.ts"],
  ]);
});

/** The status and the reason of a TypeScript program in a copy of the session. */
async function typescript(item: "client" | "Ex3" | "server", programs: Record<string, string>) {
  const result: Record<string, [string, string]> = {};
  for (const [name, text] of Object.entries(programs)) {
    await using made = await makeFolders({ "repo/session-08": { [`${item}.ts`]: text } });
    await copyLibrary(`${made.root}/repo`);
    const { stdout } = await check(["--json", `${made.root}/repo`]);
    const found = JSON.parse(stdout)[0].items.find((one: { item: string }) => one.item === item);
    result[name] = [found.status, found.reason];
  }
  return result;
}

Deno.test("TypeScript: clients with and without options, right and wrong", async () => {
  const client = solution("client.ts");
  const plain = `const IP = "192.168.1.5";\nconst PORT = 8081;\n` +
    `const s = await Deno.connect({ hostname: IP, port: PORT });\n` +
    `await s.write(new TextEncoder().encode("hello"));\ns.close();\n`;
  const found = await typescript("client", {
    "the solution": client,
    "an address of its own, Deno alone": plain,
    "sends nothing": client.replace(/^await s\.send.*$/m, ""),
    "a text where bytes are needed": client.replace(/s\.send\(encode\((.*)\)\)/, "s.send($1)"),
    "does not parse": "const a = ;\n",
    "a malformed IP": plain.replace("192.168.1.5", "192.168.1."),
  });
  assertEquals(found["the solution"][0], "done");
  assertEquals(found["an address of its own, Deno alone"][0], "done");
  assertEquals(found["sends nothing"], ["not done", "It connects, but sends nothing."]);
  assertEquals(found["a text where bytes are needed"][0], "not done");
  assertEquals(found["does not parse"][0], "not done");
  assertEquals(found["a malformed IP"], ["not done", '"192.168.1." is no IP.']);
});

Deno.test("TypeScript: chats and the skeleton", async () => {
  const chat = solution("Ex3.ts");
  const found = await typescript("Ex3", {
    "the solution": chat,
    "prompt": `import { parseOptions } from "../lib/cli.ts";
import { connect } from "../lib/socket.ts";
import { encode } from "../lib/text.ts";
const { ip, port } = parseOptions({ ip: "127.0.0.1", port: 8080 });
while (true) {
  const message = prompt("Message: ");
  const s = await connect({ ip, port });
  await s.send(encode(message ?? ""));
  await s.close();
}
`,
    "the skeleton": solution("Ex3-start.ts"),
  });
  assertEquals(found["the solution"][0], "done");
  assertEquals(found["prompt"][0], "done");
  assertEquals(found["the skeleton"], ["not done", "It does not connect."]);
});

peerTest("python3", "a program may take --ip and --port in Python, too", async () => {
  const options = `import argparse, socket
parser = argparse.ArgumentParser()
parser.add_argument("--ip", default="10.0.0.7")
parser.add_argument("--port", type=int, default=8080)
args = parser.parse_args()
s = socket.socket()
s.connect((args.ip, args.port))
s.send(b"hello")
s.close()
`;
  const found = await statuses("client", "client.py", { options });
  assertEquals(found.options, ["done", "It connects, sends and closes."]);
});

peerTest("python3", "at a terminal, and only there, it says what it is checking", async () => {
  await using made = await makeFolders({ one: { "IPs.txt": IPS }, two: { "IPs.txt": IPS } });
  const [one, two] = [`${made.root}/one`, `${made.root}/two`];
  for (
    const [folders, words] of [
      [[one], "/one …"],
      [[one, two], "Checking 2 folders: 0 done"],
    ] as const
  ) {
    const args = denoArgs("check.ts", [...folders]);
    await using terminal = atTerminal(Deno.execPath(), args);
    assert(await terminal.waitForText(words), terminal.output);
    await terminal.ended;
    // The line is taken away when the list comes
    assertMatch(terminal.output.split("\r\x1b[K").at(-1)!, /^\S*(one|folder)\b.*\n/);
    const { stdout, stderr } = await run("check.ts", [...folders]);
    assert(!stdout.includes("Checking"), stdout);
    assertEquals(stderr, "");
  }
});

peerTest("python3", "a copy of the session is checked from the folder lab", async () => {
  await using made = await makeFolders({ repo: {} });
  const copied = await run("copy.ts", [`${made.root}/repo`]);
  assertEquals(copied.code, 0, copied.stderr);
  await Deno.writeTextFile(`${made.root}/repo/session-08/client.py`, "import termcolor\n" + CLIENT);
  // In the repository, and in the session's folder itself
  for (const cwd of [`${made.root}/repo`, `${made.root}/repo/session-08`]) {
    const { stdout, stderr } = await check(["--json", "--python"], undefined, cwd);
    assert(stdout !== "", stderr);
    const items: { item: string; status: string }[] = JSON.parse(stdout)[0].items;
    assertEquals(items.slice(2, 6).map(({ item, status }) => [item, status]), [
      ["Ex3", "not done"],
      ["server", "absent"],
      ["client", "done"],
      ["client-2", "absent"],
    ]);
  }
});
