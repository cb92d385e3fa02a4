/**
 * The files beside these that no module imports. Each is named here as it stands in the folder, so
 * that a copy of the session brings it, too.
 *
 * @module
 */

/** The paths of the files. */
export const FILES = {
  /** Runs a trial in a network of its own. */
  inside: path("./inside.ts"),
  /** Is loaded before a program of TypeScript. */
  prompt: path("./prompt.ts"),
  /** Makes a network of its own ready. */
  namespace: path("./python/namespace.py"),
  /** Watches a Python program from within. */
  guard: path("./python/guard/sitecustomize.py"),
  /** The names of computers in a program's room. */
  hosts: path("./python/hosts.txt"),
  termcolor: path("./python/standins/termcolor.py"),
  colorama: path("./python/standins/colorama.py"),
};

/** Where all the Python is. */
export const PYTHON_FILES = path("./python");

function path(relative: string): string {
  return `${import.meta.dirname}/${relative.slice(2)}`;
}
