import { assert, assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../lib/error.ts";
import { change, readFile } from "../../lib/system/file.ts";
import { start } from "../../lib/system/process.ts";
import { delay } from "../../lib/time.ts";
import { posixTest } from "../peers.ts";
import { command, ROOT } from "../scripts.ts";

async function inFolder(test: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const append = (line: string) => (text: string) => ({ text: `${text}${line}\n`, result: line });
const look = (path: string) => readFile(path, { toWrite: true });
const becomes = (text: string) => () => ({ text, result: undefined });

Deno.test("a file that is not there is empty, and is made", () =>
  inFolder(async (folder) => {
    assertEquals(await readFile(`${folder}/a.txt`), "");
    const ends = (text: string) => ({ text: "ñ\r\n", result: text.length });
    assertEquals(await change(`${folder}/a.txt`, ends), { text: "ñ\r\n", result: 0 });
    assertEquals(await change(`${folder}/a.txt`, ends), { text: "ñ\r\n", result: 3 });
    assertEquals(await readFile(`${folder}/a.txt`), "ñ\r\n");
    assertEquals(names(folder), ["a.txt"]);
  }));

Deno.test("what is not changed is not written, nor made", () =>
  inFolder(async (folder) => {
    const same = (text: string) => ({ text, result: "same" });
    await change(`${folder}/a.txt`, same);
    assertEquals(names(folder), []);
    await Deno.writeTextFile(`${folder}/a.txt`, "\ufeffold\r\n");
    await Deno.utime(`${folder}/a.txt`, 1, 1);
    assertEquals((await change(`${folder}/a.txt`, same)).text, "\ufeffold\r\n");
    assertEquals((await Deno.stat(`${folder}/a.txt`)).mtime, new Date(1000));
  }));

posixTest(
  "rename(2)",
  "a file is replaced as a whole: who has it open still reads the old one",
  () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/a.txt`, "old", { mode: 0o640 });
      using old = await Deno.open(`${folder}/a.txt`);
      await change(`${folder}/a.txt`, becomes("new"));
      assertEquals(await new Response(old.readable).text(), "old");
      assertEquals(await readFile(`${folder}/a.txt`), "new");
      assertEquals((await Deno.stat(`${folder}/a.txt`)).mode! & 0o777, 0o640);
    }),
);

Deno.test("of thirty lines that are written at once none is lost", () =>
  inFolder(async (folder) => {
    const lines = Array.from({ length: 30 }, (_, i) => String(i));
    await Promise.all(lines.map((line) => change(`${folder}/a.txt`, append(line))));
    assertEquals((await readFile(`${folder}/a.txt`)).trim().split("\n").sort(), lines.sort());
    assertEquals(names(folder), ["a.txt"]);
  }));

const EDITORS: [string, (path: string) => void][] = [
  ["in its place", (path) => Deno.writeTextFileSync(path, "mine\n")],
  ["as a new file", (path) => {
    Deno.writeTextFileSync(`${path}~`, "mine\n");
    Deno.renameSync(`${path}~`, path);
  }],
];
for (const [how, save] of EDITORS) {
  // Windows keeps others away as long as the file is locked
  posixTest(
    "locks that only those see who ask",
    `what an editor saves meanwhile ${how} is not lost`,
    () =>
      inFolder(async (folder) => {
        const path = `${folder}/a.txt`;
        await Deno.writeTextFile(path, "old\n");
        let first = true;
        await change(path, (text) => {
          if (first) save(path);
          first = false;
          return append("new")(text);
        });
        assertEquals(await readFile(path), "mine\nnew\n");
      }),
  );
}

Deno.test("a file that another program only reads is written, and who reads it is not in the way", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.txt`, "old");
    using _old = await Deno.open(`${folder}/a.txt`);
    await change(`${folder}/a.txt`, becomes("new"));
    assertEquals(await readFile(`${folder}/a.txt`), "new");
    assertEquals(names(folder), ["a.txt"]);
  }));

posixTest(
  "links without a special right",
  "a link stays a link, also to another file system",
  () =>
    inFolder(async (folder) => {
      // The memory is one on most kinds of Linux
      const other = await Deno.makeTempDir({ dir: "/dev/shm" }).catch(() => folder);
      try {
        await Deno.writeTextFile(`${other}/real.txt`, "old\n");
        await Deno.symlink(`${other}/real.txt`, `${folder}/link.txt`);
        await change(`${folder}/link.txt`, append("new"));
        assert((await Deno.lstat(`${folder}/link.txt`)).isSymlink);
        assertEquals(await readFile(`${other}/real.txt`), "old\nnew\n");
        assertEquals(names(other).filter((name) => name !== "link.txt"), ["real.txt"]);
      } finally {
        if (other !== folder) await Deno.remove(other, { recursive: true });
      }
    }),
);

posixTest(
  "links without a special right",
  "a link that leads nowhere is refused, and stays",
  () =>
    inFolder(async (folder) => {
      await Deno.symlink(`${folder}/none.txt`, `${folder}/link.txt`);
      for (const use of [readFile, (path: string) => change(path, append("x"))]) {
        await assertRejects(
          () => use(`${folder}/link.txt`),
          UserError,
          "none.txt, which is not there",
        );
      }
      assertEquals(await Deno.readLink(`${folder}/link.txt`), `${folder}/none.txt`);
      assertEquals(names(folder), ["link.txt"]);
    }),
);

posixTest(
  "links without a special right",
  "a file with two names keeps both",
  () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/a.txt`, "old\n");
      await Deno.link(`${folder}/a.txt`, `${folder}/b.txt`);
      await change(`${folder}/a.txt`, append("new"));
      assertEquals(await readFile(`${folder}/b.txt`), "old\nnew\n");
      await change(`${folder}/b.txt`, becomes("short"));
      assertEquals(await readFile(`${folder}/a.txt`), "short");
      assertEquals(names(folder), ["a.txt", "b.txt"]);
    }),
);

Deno.test({
  name: "a file keeps its owner, also when another user writes it",
  ignore: Deno.build.os === "windows" || Deno.uid() !== 0,
  fn: () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/a.txt`, "old\n", { mode: 0o604 });
      await Deno.chown(`${folder}/a.txt`, 1234, 4321);
      await change(`${folder}/a.txt`, append("new"));
      const { uid, gid, mode } = await Deno.stat(`${folder}/a.txt`);
      assertEquals([uid, gid, mode! & 0o7777], [1234, 4321, 0o604]);
      assertEquals(await readFile(`${folder}/a.txt`), "old\nnew\n");
    }),
});

posixTest("modes", "a file that is read-only is not written", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.txt`, "old", { mode: 0o444 });
    await assertRejects(() => change(`${folder}/a.txt`, append("x")), UserError, "read-only");
    await assertRejects(() => look(`${folder}/a.txt`), UserError, "read-only");
    assertEquals(await readFile(`${folder}/a.txt`), "old");
    assertEquals((await Deno.stat(`${folder}/a.txt`)).mode! & 0o777, 0o444);
  }));

Deno.test("what cannot be written is explained, and nothing is left behind", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/sub`);
    await Deno.writeFile(`${folder}/binary`, new Uint8Array([255, 0]));
    await Deno.writeFile(`${folder}/large`, new Uint8Array(2 ** 20 + 1));
    const write = (path: string) => change(path, becomes("x"));
    for (const use of [write, look]) {
      const rejects = (name: string, why: string) =>
        assertRejects(() => use(`${folder}/${name}`), UserError, why);
      await rejects("sub", "it is a folder");
      await rejects("no/a.txt", "its folder does not exist");
      await rejects("binary", "not a text in UTF-8");
      await rejects("large", "too large");
    }
    await assertRejects(
      () =>
        change(`${folder}/new`, () => {
          throw new UserError("no table");
        }),
      UserError,
      "no table",
    );
    assertEquals(names(folder), ["binary", "large", "sub"]);
  }));

Deno.test("a file that another program keeps to itself is left alone", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.txt`;
    await Deno.writeTextFile(path, "old");
    {
      using other = await Deno.open(path, { read: true, write: true });
      await other.lock(true);
      const told = "another program keeps it busy";
      await assertRejects(() => change(path, append("x")), UserError, told);
    }
    assertEquals(await readFile(path), "old");
  }));

/** A program that writes ever again one of two texts of these lengths, beginning with "0" or "1". */
const WRITER = `
import { change } from "${new URL("../../lib/system/file.ts", import.meta.url)}";
const [path, ...lengths] = Deno.args;
for (let i = 0; ; i = 1 - i) {
  await change(path, () => ({ text: String(i).repeat(Number(lengths[i])), result: i }));
  if (i === 1) console.log("both");
}`;

posixTest(
  "rename(2)",
  "a program that is killed while it writes leaves the old text or the new one",
  () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/writer.ts`, WRITER);
      const path = `${folder}/a.txt`;
      for (let i = 0; i < 10; i++) {
        const args = ["run", "-A", "--no-config", `${folder}/writer.ts`, path, "200000", "300000"];
        const writer = start(Deno.execPath(), args);
        assert(await writer.waitForLine("both"), writer.output);
        await delay(20 * Math.random());
        writer.kill();
        await writer.ended;
        assert(/^(0{200000}|1{300000})$/.test(await readFile(path)));
      }
    }),
);

for (const many of [1, 2]) {
  posixTest(
    "ulimit",
    `a full disk leaves the old text in a file with ${many} name(s)`,
    () =>
      inFolder(async (folder) => {
        const path = `${folder}/a.txt`;
        const old = "0".repeat(100_000);
        await Deno.writeTextFile(path, old);
        if (many === 2) await Deno.link(path, `${folder}/b.txt`);
        await Deno.writeTextFile(`${folder}/writer.ts`, WRITER);
        // A file may have so many blocks of 512 bytes (dash) or 1024 (bash); what is more, fails
        const deno = `'${Deno.execPath()}' run -A --no-config '${folder}/writer.ts'`;
        const script = `trap '' XFSZ; ulimit -f 300; exec ${deno} '${path}' 99999 900000`;
        const { code, stderr } = await command("sh", ["-c", script], { cwd: ROOT });
        assertEquals(code, 1);
        assert(stderr.includes(`a.txt cannot be written: File too large`), stderr);
        assertEquals(await readFile(path), "0".repeat(99_999));
        assertEquals(names(folder).filter((name) => name.startsWith(".")), []);
      }),
  );
}

posixTest("ulimit", "a full disk leaves no empty file behind", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/writer.ts`, WRITER);
    const deno = `'${Deno.execPath()}' run -A --no-config '${folder}/writer.ts'`;
    const script = `trap '' XFSZ; ulimit -f 300; exec ${deno} '${folder}/a.txt' 900000 1`;
    const { stderr } = await command("sh", ["-c", script], { cwd: ROOT });
    assert(stderr.includes(`a.txt cannot be written: File too large`), stderr);
    assertEquals(names(folder), ["writer.ts"]);
  }));
