/** Programs of TypeScript by a stranger who means harm: each is stopped, and named. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { command } from "../../scripts.ts";
import { check, makeFolders, WAYS } from "./folders.ts";
import { checkKinds, type Kind, SECRET } from "./hostile.ts";

const TOP = `const IP = "127.0.0.1";\nconst PORT = 8080;\n`;
const CLIENT = TOP + `const s = await Deno.connect({ hostname: IP, port: PORT });
await s.write(new TextEncoder().encode("hello"));
s.close();
`;
const JSON_TYPE = `with { type: "json" }`;

/** A client that begins with this. */
function client(text: string): Record<string, string> {
  return { "client.ts": `${text}\n${CLIENT}` };
}

/** A client that imports this and prints it. */
function importing(specifier: string): Record<string, string> {
  return client(`import text from ${JSON.stringify(specifier)} ${JSON_TYPE};\nconsole.log(text);`);
}

function sourceMap(path: string): string {
  const map = { version: 3, sources: [`file://${path}`], names: [], mappings: "AAAA" };
  return `//# sourceMappingURL=data:application/json;base64,${btoa(JSON.stringify(map))}`;
}

const KINDS: Record<string, Kind> = {
  "a read of the user's files": {
    files: (elsewhere) =>
      client(`console.log(await Deno.readTextFile("${elsewhere}/secret.txt"));`),
    says: /^It was stopped: it asked for read ".*secret\.txt"\.$/,
  },
  "an import of the user's files": {
    files: (elsewhere) => importing(`${elsewhere}/secret.json`),
    says: /^It imports .*elsewhere\/secret\.json, which is not in its folder\.$/,
    status: "could not tell",
  },
  "an import of what never ends": {
    files: (elsewhere) => importing(`${elsewhere}/../pipe`),
    make: async (folder) => {
      const { code } = await command("mkfifo", ["-m", "644", `${folder}/../../pipe`]);
      assertEquals(code, 0);
    },
    says: /^It imports .*pipe, which is not|^What it imports cannot be found out\.$/,
    status: "could not tell",
  },
  "an import that goes up by %2f": {
    files: () => importing("./..%2f..%2f..%2f..%2felsewhere%2fsecret.json"),
    says: /^It imports .*secret\.json, which is not in its folder\.$/,
    status: "could not tell",
  },
  "an import by a link": {
    files: () => importing("../lib/secret.json"),
    make: (folder, elsewhere) => Deno.symlink(elsewhere, `${folder}/../lib`),
    says: /^It imports .*secret\.json, which is not there\.$/,
  },
  "an import by a link in its folder": {
    files: () => importing("./mine.json"),
    make: (folder, elsewhere) => Deno.symlink(`${elsewhere}/secret.json`, `${folder}/mine.json`),
    says: /^It imports .*mine\.json, which is not there\.$/,
  },
  "settings that cannot be read, and an import": {
    files: (elsewhere) => importing(`${elsewhere}/secret.json`),
    make: (folder) => Deno.writeTextFile(`${folder}/../deno.json`, "{"),
    says: /^It imports .*secret\.json, which is not in its folder\.$/,
    status: "could not tell",
  },
  "settings whose import map leads outside": {
    files: (elsewhere) => ({
      ...importing("secret"),
      "deno.json": JSON.stringify({ imports: { secret: `${elsewhere}/secret.json` } }),
    }),
    says: /^It breaks off: error: .*secret/,
  },
  "settings with a lock outside": {
    files: (elsewhere) => ({
      ...client(""),
      "deno.json": JSON.stringify({ lock: `${elsewhere}/made.lock` }),
    }),
    says: /^It connects, sends and closes\.$/,
    status: "done",
  },
  "settings above, with a lock outside": {
    files: () => client(""),
    make: (folder, elsewhere) =>
      Deno.writeTextFile(
        `${folder}/../deno.json`,
        JSON.stringify({ lock: `${elsewhere}/made.lock` }),
      ),
    says: /^It connects, sends and closes\.$/,
    status: "done",
  },
  "an import that is no path": {
    files: () => client(`import "./a%zz.ts";`),
    says: /./,
  },
  "a source map": {
    files: (elsewhere) => ({
      "client.ts": `throw new Error("x");\n${CLIENT}${sourceMap(`${elsewhere}/secret.txt`)}`,
    }),
    says: /^It breaks off: error: .*Error: x/,
  },
  "another program": {
    files: () => client(`while (true) new Deno.Command("sleep", { args: ["9"] }).spawn();`),
    says: /^It was stopped: it asked for run "sleep"\.$/,
  },
  "a connection elsewhere": {
    files: () =>
      client(
        `await Deno.connect({ ["host" + "name"]: "127.0.0." + 9, ["po" + "rt"]: 4444 } as Deno.ConnectOptions);`,
      ),
    says: /^It was stopped: it asked for net "127\.0\.0\.9:4444"\.$/,
  },
  "an endless loop": {
    files: () => client("while (true);"),
    says: Deno.build.os === "linux"
      ? /^It was stopped: it was busy without end\.$/
      : /^It does not connect\.$/,
  },
  "a gigabyte of output": {
    files: () => client(`while (true) console.log("x".repeat(100_000));`),
    says: /^It was stopped: it printed more than a megabyte\.$/,
  },
  "a gigabyte of buffers": {
    files: () =>
      client(`const all = [];
try {
  while (all.length < 40) all.push(new Uint8Array(100_000_000));
} catch {
  console.log("no more");
}
if (all.length === 40) throw new Error("too much");`),
    says: /^It connects, sends and closes\.$|^It breaks off: (?!.*too much)/,
    status: undefined,
  },
  "a server that never accepts": {
    files: () => ({
      "server.ts": `${TOP}const one = Deno.listen({ hostname: IP, port: PORT, tcpBacklog: 0 });
for (let i = 0; i < 4; i++) Deno.connect({ hostname: IP, port: PORT }).catch(() => {});
await new Promise((resolve) => setTimeout(resolve, 300_000, one));
`,
    }),
    item: "server",
    says: /^(It does not listen|The first client gets no answer)\.$/,
  },
};

for (const held of WAYS) {
  Deno.test(`stopped and named in TypeScript (${held})`, async () => {
    const { stdout, items, elsewhere, temporary } = await checkKinds(KINDS, held);
    for (const [name, { says, item = "client", status = "not done" }] of Object.entries(KINDS)) {
      const found = items[name][item];
      assert(says.test(found.reason), `${name}: ${found.reason}`);
      if ("status" in KINDS[name] && !KINDS[name].status) continue;
      assertEquals([name, found.status], [name, status]);
    }
    assert(!stdout.includes(SECRET));
    assertEquals(elsewhere, { "secret.txt": SECRET, "secret.json": `"${SECRET}"` });
    assertEquals(temporary, []);
  });

  Deno.test(`no line of another file comes into what is shown of an error (${held})`, async () => {
    await using made = await makeFolders({ elsewhere: { "secret.txt": SECRET }, one: {} });
    const { files } = KINDS["a source map"];
    await Deno.writeTextFile(
      `${made.root}/one/client.ts`,
      files(`${made.root}/elsewhere`)["client.ts"],
    );
    const { stdout } = await check([`${made.root}/one`], held);
    assertStringIncludes(stdout, "Error: x");
    assert(!stdout.includes(SECRET), stdout);
  });

  Deno.test(`what a program of TypeScript keeps in Deno's folder goes with it (${held})`, async () => {
    const { stdout } = await command(Deno.execPath(), ["info", "--json", "--no-config"]);
    const stored = `${JSON.parse(stdout).denoDir}/location_data`;
    const count = async () => {
      try {
        return (await Array.fromAsync(Deno.readDir(stored))).length;
      } catch {
        return 0;
      }
    };
    const before = await count();
    const { items } = await checkKinds({
      one: {
        files: () =>
          client(`localStorage.setItem("a", "b".repeat(1e6));
const cache = await caches.open("a");
await cache.put("http://127.0.0.1/a", new Response("b".repeat(1e6)));`),
        says: /./,
      },
    }, held);
    assertEquals(items.one.client.reason, "It connects, sends and closes.");
    assertEquals(await count(), before);
  });
}
