/**
 * How nc is called: its flags, what each is for, and how people type them, in one word
 * (`-nlvp 8000`).
 *
 * @module
 */
import { parseArgs } from "node:util";
import { UserError } from "../../error.ts";

// Those that take a value say of what kind
const FLAGS: Record<string, { value?: string; help: string }> = {
  "4": { help: "only IPv4" },
  "6": { help: "only IPv6" },
  C: { help: "ends the lines that it sends with \\r\\n, as old protocols want it" },
  d: { help: "does not read the input: for an nc in the background" },
  k: { help: "with -l: keeps listening when the client has left" },
  l: { help: "listens for a client instead of connecting" },
  N: { help: "tells the other side when the input has ended" },
  n: { help: "takes IPs only, no names" },
  p: { value: "PORT", help: "this end's port; with -l the one to listen on" },
  q: { value: "SECONDS", help: "like -N, and ends so many seconds later (0: with the other side)" },
  s: { value: "IP", help: "this end's IP; with -l the one to listen on" },
  v: { help: "says what happens" },
  w: { value: "SECONDS", help: "ends after so long without a connection or any bytes" },
  z: { help: "only looks whether the port is open" },
};

const NO_PROGRAM = "would start a program and hand it to the peer: this nc starts none";
const REFUSED: Record<string, string> = {
  u: "-u is for UDP, which has no connections: this nc speaks TCP, like everything in the session",
  e: `-e ${NO_PROGRAM}`,
  c: `-c ${NO_PROGRAM}`,
};

/** What was typed: the flags with their values (`""` for those without), and the other words. */
export interface Typed {
  flags: Record<string, string | undefined>;
  words: string[];
}

/** Sorts what was typed; `-h` and `--help` are the flag `h`. @throws {UserError} in a sentence. */
export function sortWords(args: string[]): Typed {
  const options = Object.entries(FLAGS).map(([short, { value }]) =>
    [short, { type: value ? "string" : "boolean", short }] as const
  );
  const { tokens } = parseArgs({
    args,
    options: Object.fromEntries(options),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const typed: Typed = { flags: {}, words: [] };
  for (const token of tokens) {
    if (token.kind === "positional") typed.words.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    const short = rawName === `-${name}`;
    if (name === "help" || rawName === "-h") typed.flags.h = "";
    else if (short && REFUSED[name]) throw new UserError(REFUSED[name], 2);
    else if (!short || !FLAGS[name]) throw new UserError(`unknown option ${rawName}`, 2);
    else if (FLAGS[name].value && !value) {
      throw new UserError(`${rawName} needs a value: ${rawName} ${FLAGS[name].value}`, 2);
    } else typed.flags[name] = value ?? "";
  }
  return typed;
}

/** How nc is called, in a line. */
export function usage(): string {
  const bare = Object.keys(FLAGS).filter((name) => !FLAGS[name].value).join("");
  const rest = Object.entries(FLAGS).filter(([, { value }]) => value);
  const values = rest.map(([name, { value }]) => `[-${name} ${value}]`).join(" ");
  return `Usage: nc.ts [-${bare}h] ${values} [IP] PORT…`;
}

/** What `-h` shows. */
export function help(): string {
  const rows = Object.entries(FLAGS).map(([name, { value = "", help }]) =>
    `  ${`-${name} ${value}`.padEnd(12)}${help}`
  );
  return `nc.ts connects to IP PORT, or with -l listens on [IP] PORT: what is typed goes through a
socket, and what comes through the socket is shown. A port is a number, a range such as
20-30, or a service such as http.

${usage()}

${rows.join("\n")}
  -h, --help  shows this and ends`;
}
