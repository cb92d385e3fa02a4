/**
 * The configuration and the lock that a copy brings along: what the copied files need, and tasks
 * for what is there. Deno takes the configuration beside the script, so the student's own deno.json
 * and package.json stay as they are.
 *
 * @module
 */
import { readSource, type SourceFile } from "./project.ts";

/** The configuration and the lock for these files, with their paths in this project. */
export async function configFiles(files: SourceFile[]): Promise<SourceFile[]> {
  const { tasks, imports, fmt } = await readJSON("deno.json");
  const lock = await readJSON("deno.lock");
  const code = files.map(({ text }) => text).join("\n");
  const needed = Object.entries<string>(imports)
    .filter(([name]) => code.includes(`"${name}"`));
  // npm:deno-std@1.4.0/assert/mod.js
  const packages = new Set(needed.map(([, url]) => url.match(/^npm:([^/]+)/)![1]));
  const some = (all: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(all).filter(([name]) => packages.has(name.replace("npm:", ""))),
    );
  const config = {
    // Its own root: a workspace around it is not asked
    workspace: [],
    // Here a task runs in the folder of the script
    tasks: Object.fromEntries(
      Object.entries<string>(tasks).filter(([, task]) =>
        files.some(({ path }) => task.endsWith(` ${path}`))
      )
        .map(([name, task]) => [name, task.replace("session-08/", "")]),
    ),
    imports: Object.fromEntries(needed),
    nodeModulesDir: "none",
    compilerOptions: { types: ["../lib/std.d.ts"] },
    fmt,
  };
  const locked = {
    ...lock,
    specifiers: some(lock.specifiers),
    npm: some(lock.npm),
    workspace: { dependencies: [...packages].map((name) => `npm:${name}`) },
  };
  return [
    { path: "session-08/deno.json", text: JSON.stringify(config, null, 2) + "\n" },
    { path: "session-08/deno.lock", text: JSON.stringify(locked, null, 2) + "\n" },
  ];
}

/** The names of the session's scripts: those which have a task. */
export async function scriptNames(): Promise<string[]> {
  const { tasks } = await readJSON("deno.json");
  return Object.values<string>(tasks).flatMap((task) => task.match(/(?<= session-08\/)\S+$/) ?? []);
}

/**
 * Whether a configuration or a lock has the packages that another one asks for: then the student's
 * stays, with what they have added.
 *
 * ```ts
 * import { hasPackages } from "./config.ts";
 * console.log(hasPackages('{ "imports": { "a": "1", "b": "2" } }', '{ "imports": { "a": "1" } }')); // true
 * ```
 */
export function hasPackages(there: string, asked: string): boolean {
  try {
    const [has, needs] = [there, asked].map((text) => JSON.parse(text))
      .map(({ imports, specifiers }) => imports ?? specifiers);
    return Object.keys(needs).every((name) => has[name] === needs[name]);
  } catch {
    return false;
  }
}

async function readJSON(path: string) {
  return JSON.parse((await readSource(path)).text);
}
