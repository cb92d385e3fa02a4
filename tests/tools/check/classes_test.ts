/** Which folders are checked, and how a class is shown. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { peerTest, posixTest } from "../../peers.ts";
import { check, makeFolders, solution } from "./folders.ts";

const IPS =
  "mobile | Wifi | 25/02/2020 | Home | 192.168.1.33\nlaptop | Wifi | 25/02/2020 | Home | 192.168.1.34";

/** The folders that were checked, and whether their table of IPs was found. */
async function found(args: string[], cwd: string) {
  const { stdout, stderr, code } = await check(["--json", ...args], undefined, cwd);
  const results: { folder: string; items: { status: string; reason: string }[] }[] = stdout
    ? JSON.parse(stdout)
    : [];
  return {
    folders: results.map(({ folder, items }) => [folder, items[0].status]),
    results,
    stderr,
    code,
  };
}

Deno.test("a session's folder is found by many names, and two levels down", async () => {
  const names = ["Sesion-08", "Session-08.bis", "Session-8 folder", "sesión_8", "SESSION 08"];
  await using made = await makeFolders({
    ...Object.fromEntries(names.map((name, i) => [`s${i}/${name}`, { "IPs.txt": IPS }])),
    "deep/my-repo/Session-08": { "IPs.txt": IPS },
    "other/Session-18": { "IPs.txt": IPS },
    "other/Session-080": {},
    "plain": { "Ex1.txt": IPS },
  });
  const given = [...names.map((_, i) => `s${i}`), "deep", "other", "plain"];
  const { folders } = await found(given, made.root);
  // Of another session nothing is taken but what is called like an exercise of this one
  assertEquals(folders, given.map((name) => [name, "done"]));
});

Deno.test("a class's folder: each student's; a stray file and a zip are named and left out", async () => {
  await using made = await makeFolders({
    "class/ana/Session-08": { "IPs.txt": IPS },
    "class/ben/pne/session8": { "IPs.txt": IPS },
    "class/carl": {},
  });
  await Deno.writeTextFile(`${made.root}/class/notes.txt`, "");
  await Deno.writeTextFile(`${made.root}/class/dora.zip`, "");
  const all = [["class/ana", "done"], ["class/ben", "done"], ["class/carl", "absent"]];
  const { folders, stderr } = await found(["class"], made.root);
  assertEquals(folders, all);
  assertEquals(stderr.trim().split("\n").sort(), [
    "Left out: class/dora.zip is not a folder: unpack it first",
    "Left out: class/notes.txt is not a folder",
  ]);
  // As a shell's * gives them
  const names = ["ana", "ben", "carl", "dora.zip", "notes.txt", "nobody"].map((name) =>
    `class/${name}`
  );
  const each = await found(names, made.root);
  assertEquals(each.folders, [...all, ["class/nobody", "could not tell"]]);
  assertStringIncludes(each.stderr, "Left out: class/dora.zip is not a folder: unpack it first\n");
  assertEquals(each.results[3].items[0].reason, "there is no folder class/nobody");
  const zip = await check(["class/dora.zip"], undefined, made.root);
  assertEquals(
    [zip.code, zip.stderr],
    [1, "check.ts: class/dora.zip is not a folder: unpack it first\n"],
  );
});

Deno.test("of two folders of the session it is said which was taken", async () => {
  await using made = await makeFolders({
    "Session-08": { "IPs.txt": IPS },
    "Session-08.bis": {},
  });
  const { folders, stderr } = await found([], made.root);
  assertEquals(folders, [["Session-08", "done"]]);
  assertEquals(stderr, "In ., Session-08 was taken, not Session-08.bis\n");
});

Deno.test("in a folder without anything, one sentence", async () => {
  await using made = await makeFolders({ a: {}, b: {} });
  const one = await check(["a"], undefined, made.root);
  assertEquals(one.stdout.split("\n").slice(0, 4), [
    "a",
    "",
    ":( There is no session folder in it, and no file of this session.",
    "",
  ]);
  assertEquals(one.code, 1);
  const two = await check(["a", "b"], undefined, made.root);
  assertEquals(two.stdout.split("\n").slice(1, 3), ["a       absent", "b       absent"]);
});

peerTest(
  "python3",
  "a name from an old zip is told in its own row, and the others are checked",
  async () => {
    await using made = await makeFolders({
      "class/ana/Session-08": { "IPs.txt": IPS },
      "class/ben/Session-08": { "IPs.txt": IPS },
    });
    const { code } = await new Deno.Command("python3", {
      args: [
        "-c",
        `import os; os.mkdir(b"class/jos\\xe9"); open(b"class/ben/Session-08/\\xf1.txt", "w")`,
      ],
      cwd: made.root,
    }).output();
    assertEquals(code, 0);
    const { folders, results, stderr } = await found(["class"], made.root);
    assertEquals(folders, [
      ["class/ana", "done"],
      ["class/ben", "done"],
      ["class/jos\ufffd", "could not tell"],
    ]);
    assertMatch(
      results[2].items[0].reason,
      /^class\/jos\ufffd cannot be read: its name is not in UTF-8/,
    );
    assertEquals(stderr, "");
  },
);

posixTest("permissions of files", "what may not be read is told, and no more", async () => {
  await using made = await makeFolders({
    "class/ana/Session-08": { "IPs.txt": IPS, "Ex2.txt": "" },
    "class/ben/Session-08": {},
  });
  await Deno.chmod(`${made.root}/class/ana/Session-08/Ex2.txt`, 0);
  await Deno.chmod(`${made.root}/class/ben/Session-08`, 0);
  // Root reads everything
  const held = Deno.uid() === 0 ? "an ordinary user's room" as const : undefined;
  const { stdout, stderr } = await check(["--json", "class"], held, made.root);
  await Deno.chmod(`${made.root}/class/ben/Session-08`, 0o700);
  assertEquals(stderr, "");
  const [ana, ben]: { items: { status: string; reason: string }[] }[] = JSON.parse(stdout);
  assertEquals(ana.items[0].status, "done");
  assertEquals([ana.items[1].status, ana.items[1].reason], [
    "could not tell",
    "Ex2.txt cannot be read: you do not have the right to.",
  ]);
  assertEquals(ben.items[0].status, "could not tell");
});

Deno.test("a picture or a document is no table", async () => {
  await using made = await makeFolders({
    "Session-08": { "IPs.png": "\x89PNG", "Ex2.docx": "PK" },
    "text beside it/Session-08": { "IPs.jpeg": "", "IPs.txt": IPS, "Ex2.txt": "PK\0\0" },
  });
  const { results } = await found(["Session-08", "text beside it"], made.root);
  const seen = results.map(({ items }) => items.slice(0, 2).map(({ reason }) => reason));
  assertEquals(seen, [
    ["IPs.png is a picture.", "Ex2.docx is a document of another program."],
    ["2 rows, each with its date, place and IP.", "Ex2.txt is no text."],
  ]);
  assertEquals(
    (results[0].items[0] as unknown as { hint: string }).hint,
    "Type the table as text.",
  );
});

Deno.test("beside 400 other files a table is found, and a program runs", async () => {
  const others = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`A${i}.txt`, "x"]));
  const client = solution("client.ts").replace(/import .*\n/g, "").replace(/const \{ ip[^]*/, "") +
    `const s = await Deno.connect({ hostname: "127.0.0.1", port: 8080 });
await s.write(new TextEncoder().encode("hello"));
s.close();
`;
  await using made = await makeFolders({
    "Session-08": { ...others, "client.ts": client, "IPs.txt": IPS },
  });
  const { results } = await found([], made.root);
  assertEquals([results[0].items[0].status, results[0].items[4].status], ["done", "done"]);
});

Deno.test("a class in 80 columns: names that can be told apart, and a line for what is not done", async () => {
  const students = Array.from(
    { length: 12 },
    (_, i) => `pne-2020-session-08-garcia-martinez-${i}-de-la-vega`,
  );
  await using made = await makeFolders(
    Object.fromEntries(students.map((name, i) => [`class/${name}/Session-08`, {
      "IPs.txt": i === 0 ? IPS : "mobile | Wifi | 25/02/2020 | Home | 192.168.1.33",
      "Ex2.txt": "8.8.8.8 | Google | 3 ms",
    }])),
  );
  const { stdout } = await check(["class"], undefined, made.root);
  const [table, reasons, summary] = stdout.split("\n\n");
  const rows = table.split("\n");
  assertEquals(rows.length, 14);
  assertEquals(new Set(rows.map((row) => row.split(" ")[0])).size, 14);
  for (const line of [...rows, ...reasons.split("\n")]) assert(line.length <= 80, line);
  assertMatch(reasons, /: IPs \(IPs\.txt\): There is no complete row for your computer\./);
  assertEquals(reasons.match(/: Ex2 \(Ex2\.txt\): /g)?.length, 12);
  assertEquals(summary, "0 of 12 folders have everything done.");
});

Deno.test("CSV: what a spreadsheet or a terminal would take for something else", async () => {
  await using made = await makeFolders({
    "=a;b/Session-08": { "IPs.txt": IPS },
    "b\u009b/Session-08": {},
  });
  const { stdout } = await check(["--csv", "=a;b", "b\u009b"], undefined, made.root);
  const [header, first, second] = stdout.split("\r\n");
  assertEquals(header.split(",").length, 1 + 8 + 3 * 8);
  assertMatch(first, /^"'=a;b",done,absent,/);
  assertMatch(second, /^b\\x9b,absent,/);
});

Deno.test("--help has the exit status, the words of the list, and an example", async () => {
  const { stdout, code } = await check(["--help"]);
  assertEquals(code, 0);
  for (const word of ["  done  ", "  not done  ", "  absent  ", "  could not tell  "]) {
    assertStringIncludes(stdout, word);
  }
  assertMatch(stdout, /Exit status: 0 .*, 1 .*, 2 /);
  assertMatch(stdout, /\n {2}deno run -R -W -N --allow-run session-08\/check\.ts .*--csv/);
  for (const line of stdout.split("\n")) {
    assert(line.length <= 80 || line.startsWith("Usage"), line);
  }
});
