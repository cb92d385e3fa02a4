/**
 * What a first run downloads: a student waits for it, so only what the scripts themselves need.
 */
import { assertEquals } from "@std/assert";
import { command, flagsOf, ROOT } from "./scripts.ts";

/** The packages of the scripts. The tests' own stand in tests/deno.lock. */
const PACKAGES = ["deno-std@1.4.0", "uqr@0.1.3"];

const json = (path: string) => JSON.parse(Deno.readTextFileSync(`${ROOT}${path}`));
const CONFIG = json("deno.json");
const SCRIPTS = Object.values<string>(CONFIG.tasks)
  .flatMap((task) => task.match(/(?<=session-08\/)\S+\.ts/) ?? []);

Deno.test("the scripts' lock names their packages alone", () => {
  const lock = json("deno.lock");
  assertEquals(Object.keys(lock).sort(), ["npm", "specifiers", "version", "workspace"]);
  assertEquals(Object.keys(lock.npm), PACKAGES);
});

Deno.test("the scripts' imports, in deno.json and in tests/deno.json, are the same", () => {
  const { imports } = json("tests/deno.json");
  const shared = Object.keys(CONFIG.imports).map((name) => [name, imports[name]]);
  assertEquals(Object.fromEntries(shared), CONFIG.imports);
});

Deno.test("the tests' lock holds the same versions as the scripts'", () => {
  const { npm } = json("tests/deno.lock");
  assertEquals(
    PACKAGES.map((name) => npm[name]),
    PACKAGES.map((name) => json("deno.lock").npm[name]),
  );
});

Deno.test("a first run needs no more than these packages", async () => {
  // A computer's cache with these and nothing else; --cached-only forbids to download
  const DENO_DIR = await Deno.makeTempDir();
  try {
    const info = await command(Deno.execPath(), ["info", "--json"]);
    const cache = JSON.parse(info.stdout).npmCache;
    for await (const registry of Deno.readDir(cache)) {
      for (const name of PACKAGES.map((name) => name.replace(/(?<=.)@.*/, ""))) {
        await copyFolder(
          `${cache}/${registry.name}/${name}`,
          `${DENO_DIR}/npm/${registry.name}/${name}`,
        );
      }
    }
    const env = { DENO_DIR };
    for (const script of SCRIPTS) {
      const args = ["run", "--cached-only", "--frozen", ...flagsOf(script), `session-08/${script}`];
      const { code, stderr } = await command(Deno.execPath(), [...args, "--help"], {
        cwd: ROOT,
        env,
      });
      assertEquals([script, code, stderr], [script, 0, ""]);
    }
  } finally {
    await Deno.remove(DENO_DIR, { recursive: true });
  }
});

async function copyFolder(from: string, to: string): Promise<void> {
  if (!await Deno.stat(from).catch(() => undefined)) return;
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}
