/**
 * The Python of this computer.
 *
 * @module
 */
import { output } from "../../../system/process.ts";

/** Python, and what it says of this computer. */
export interface Python {
  command: string;
  /** The folders of its files. */
  prefixes: string[];
  /** Where `bwrap` is. */
  bwrap: string | null;
  /** Whether the user here may do everything. */
  isRoot: boolean;
}

/** Finds it; undefined where there is none. */
export async function findPython(): Promise<Python | undefined> {
  // A link to a Python elsewhere is left for the Python: only its own folders are in a room
  const ask = `import json, os, shutil, sys
prefixes = sorted({sys.prefix, sys.base_prefix, sys.exec_prefix})
inside = any(sys.executable.startswith(prefix + os.sep) for prefix in prefixes)
print(json.dumps({
  "command": sys.executable if inside else os.path.realpath(sys.executable),
  "prefixes": prefixes,
  "bwrap": shutil.which("bwrap"),
  "isRoot": hasattr(os, "getuid") and os.getuid() == 0,
}))`;
  for (const name of Deno.build.os === "windows" ? ["python", "py"] : ["python3"]) {
    const answer = await output(name, ["-I", "-c", ask]);
    if (answer) return JSON.parse(answer);
  }
}
