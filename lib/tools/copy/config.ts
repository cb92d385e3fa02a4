/**
 * The configuration that a copy brings along. Deno takes the one beside the script, so the
 * student's own deno.json and package.json stay as they are.
 *
 * @module
 */
import { readSource, type SourceFile } from "./project.ts";

/** What is used of this project's own configuration. */
interface Config {
  tasks: Record<string, string>;
  imports: Record<string, string>;
  fmt: unknown;
}

/** This project's configuration. */
export async function readConfig(): Promise<Config> {
  return JSON.parse((await readSource("deno.json")).text);
}

/**
 * The names of the scripts of the session: those which have a task.
 *
 * ```ts
 * import { readConfig, scriptsOf } from "./config.ts";
 * console.log(scriptsOf(await readConfig()).includes("client.ts")); // true
 * ```
 */
export function scriptsOf({ tasks }: Config): string[] {
  return Object.values(tasks).flatMap((task) => task.match(/(?<= session-08\/)\S+\.ts/) ?? []);
}

/**
 * The configuration and the lock of a copy. They are the same whichever scripts are copied, so that
 * a second copy has nothing to merge; `without` names the scripts that get no task.
 */
export async function configFiles(config: Config, without: string[]): Promise<SourceFile[]> {
  const tasks = Object.entries(config.tasks).flatMap(([name, task]) => {
    const [script] = scriptsOf({ ...config, tasks: { name: task } });
    if (script === undefined || without.includes(script)) return [];
    // Here a task runs in the folder of the script
    return [[name, task.replace("session-08/", "")]];
  });
  const own = {
    // Its own root: somebody else's workspace around it is not asked
    workspace: [],
    tasks: Object.fromEntries(tasks),
    imports: config.imports,
    nodeModulesDir: "none",
    compilerOptions: { types: ["../lib/std.d.ts"] },
    fmt: config.fmt,
  };
  const { text } = await readSource("deno.lock");
  return [
    { path: "session-08/deno.json", text: JSON.stringify(own, null, 2) + "\n" },
    { path: "session-08/deno.lock", text },
  ];
}
