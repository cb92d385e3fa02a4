/**
 * Where the address stands in the text of a program.
 *
 * @module
 */

/** A value in the text, and where it stands. */
export interface Literal {
  value: string;
  start: number;
  end: number;
}

/** Where a program connects to, or listens, as far as its text says. */
export interface SourceAddress {
  ip?: Literal;
  port?: Literal;
}

// Each of them is followed through all of the text
const MOST_MATCHES = 32;

const CALL = /\b(?:connect|connect_ex|bind|create_connection|create_server)\s*\(\s*/g;
// An expression that a beginner writes there: a text, a number, a name
const WORD = String.raw`"[^"\n]*"|'[^'\n]*'|\d+|[A-Za-z_]\w*`;
const PAIR = new RegExp(
  String.raw`^[(\[]\s*(${WORD})\s*,\s*(?:int\s*\(\s*)?(${WORD})\s*[,)\]]`,
  "d",
);

/** The addresses that a program connects to, or listens at; the most likely first. */
export function addressesIn(code: string, language: "python" | "typescript"): SourceAddress[] {
  return language === "python" ? pythonAddresses(code) : [typescriptAddress(code)];
}

/** The addresses in the calls of a program, that with the names of the handout first. */
function pythonAddresses(code: string): SourceAddress[] {
  const usual = { ip: assigned(code, "(?:SERVER_)?IP"), port: assigned(code, "(?:SERVER_)?PORT") };
  const found = [...code.matchAll(CALL).take(MOST_MATCHES)].flatMap((call) =>
    pairAt(code, call.index + call[0].length) ?? []
  )
    .filter(({ ip, port }) => ip || port)
    // One of the two may be misspelt: it is there nevertheless
    .map(({ ip, port }) => ({ ip: ip ?? usual.ip, port: port ?? usual.port }));
  const own = found.findIndex(({ port }) => port && port.start === usual.port?.start);
  return own > 0 ? [found[own], ...found.toSpliced(own, 1)] : [...found, usual];
}

function pairAt(code: string, at: number, depth = 0): SourceAddress | undefined {
  const pair = PAIR.exec(code.slice(at));
  if (pair) {
    const [, ip, port] = pair.indices!;
    return {
      ip: resolve(code, pair[1], at + ip![0]),
      port: resolve(code, pair[2], at + port![0]),
    };
  }
  // The pair may have a name of its own: ADDRESS = (IP, PORT)
  const name = code.slice(at).match(/^[A-Za-z_]\w*/)?.[0];
  const value = name && depth < 3
    ? [...code.matchAll(new RegExp(`^[ \\t]*${name}\\s*=\\s*`, "gm"))].at(-1)
    : undefined;
  return value && pairAt(code, value.index + value[0].length, depth + 1);
}

function resolve(code: string, word: string, at: number): Literal | undefined {
  if (/^\d/.test(word)) return { value: word, start: at, end: at + word.length };
  if (/^["']/.test(word)) {
    return { value: word.slice(1, -1), start: at + 1, end: at + word.length - 1 };
  }
  return assigned(code, word);
}

/** The last value that a name is given. */
function assigned(code: string, name: string): Literal | undefined {
  const pattern =
    String.raw`^[ \t]*(?:(?:export\s+)?(?:const|let|var)\s+)?(?:${name})\b\s*(?::\s*\w+\s*)?=\s*` +
    String.raw`(?:int\s*\(\s*|str\s*\(\s*)?("[^"\n]*"|'[^'\n]*'|\d+\b)`;
  // The handout's names count in any case, those of the student as they are written
  const flags = name.includes("(") ? "gmdi" : "gmd";
  const found = [...code.matchAll(new RegExp(pattern, flags))].at(-1);
  return found ? resolve(code, found[1], found.indices![1]![0]) : together(code, name);
}

/** `IP, PORT = "127.0.0.1", 8080` */
function together(code: string, name: string): Literal | undefined {
  const pattern = new RegExp(
    String.raw`^[ \t]*\(?(\w+)\s*,\s*(\w+)\)?\s*=\s*\(?\s*(${WORD})\s*,\s*(${WORD})`,
    "gmd",
  );
  for (const match of [...code.matchAll(pattern).take(MOST_MATCHES)].reverse()) {
    const which = [1, 2].find((i) => new RegExp(`^(?:${name})$`, "i").test(match[i]));
    if (which && /^["'\d]/.test(match[which + 2])) {
      return resolve(code, match[which + 2], match.indices![which + 2]![0]);
    }
  }
}

// Node's way: listen(port), connect(port, ip)
const PLAIN_CALL = new RegExp(
  String.raw`\b(?:listen|connect|createConnection)\s*\(\s*(${WORD})\s*(?:,\s*(${WORD}))?`,
  "gd",
);

/** The address in a TypeScript program. */
function typescriptAddress(code: string): SourceAddress {
  const valueOf = (word: string, at: number) => resolve(code, word.replace(/^`|`$/g, '"'), at);
  const key = (names: string): Literal | undefined => {
    const pattern = new RegExp(String.raw`\b(?:${names})\s*:\s*(${WORD}|\x60[^\x60$]*\x60)`, "gd");
    for (const match of code.matchAll(pattern).take(MOST_MATCHES)) {
      const found = valueOf(match[1], match.indices![1]![0]);
      if (found) return found;
    }
    return assigned(code, names);
  };
  const address = { ip: key("ip|hostname|host|IP"), port: key("port|PORT") };
  for (const { 1: port, 2: ip, indices } of code.matchAll(PLAIN_CALL).take(MOST_MATCHES)) {
    address.port ??= valueOf(port, indices![1]![0]);
    if (ip) address.ip ??= valueOf(ip, indices![2]![0]);
  }
  return address;
}
