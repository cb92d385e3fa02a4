/**
 * The peers: programs that nobody here wrote, which must understand ours, and ours them.
 *
 * They are looked for on Linux. A test of a peer that is not installed is ignored, and says so;
 * with PEERS=required in the environment it fails instead.
 *
 * @module
 */
const REQUIRED = Deno.env.get("PEERS") === "required";
const LINUX = Deno.build.os === "linux";

/** Where a program is, or undefined where it is not installed. */
export function find(program: string): string | undefined {
  if (!LINUX) return;
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    const path = `${folder}/${program}`;
    try {
      if (Deno.statSync(path).isFile) return path;
    } catch {
      // Not in this folder
    }
  }
}

/** A test of what Windows does not have, such as signals; it is ignored there, and says so. */
export function posixTest(what: string, name: string, test: () => void | Promise<void>) {
  if (Deno.build.os === "windows") {
    Deno.test.ignore(`${name} (ignored: Windows has no ${what})`, () => {});
  } else Deno.test(name, async () => await test());
}

/** A test that needs a program which may not be installed. */
export function peerTest(program: string, name: string, test: (path: string) => Promise<void>) {
  const path = find(program);
  if (path) Deno.test(name, () => test(path));
  else if (REQUIRED) {
    Deno.test(name, () => {
      throw new Error(`${program} is not installed, and PEERS=required`);
    });
  } else {
    const why = LINUX ? "is not installed" : "is a peer on Linux";
    Deno.test.ignore(`${name} (ignored: ${program} ${why})`, () => {});
  }
}
