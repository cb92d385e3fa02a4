/**
 * What `check.ts --help` says.
 *
 * @module
 */

export const ABOUT = `checks the session's folder, by running what is in it.

Each item of the list is one of these:
  done            it does what the exercise asks
  not done        it is there, and something is missing: the reason says what
  absent          there is no such file
  could not tell  it could not be tried here: the reason says why
A pair whose addresses differ is a note, and no fault.

Exit status: 0 all is done, 1 something is not, 2 called wrongly. Without a Git
repository, or with --no-git, all but "pushed" is enough.

A class, as a table for a spreadsheet:
  deno run -R -W -N --allow-run session-08/check.ts --csv class > class.csv`;

export const HELP = {
  folders: "session folders, students' or a class's; or else the one here",
  watch: "go on: each time a file is saved, say what has changed",
  python: "run Python programs, too, where a room holds them (bwrap)",
  "python=unsafe": "run them also where nothing does, if you trust them",
  "no-git": "do not look whether all is pushed",
  json: "print an array of the results",
  csv: "print a table for a spreadsheet",
};
