/**
 * `prompt` for a program whose standard input is no terminal: Deno's own gives up there. It is
 * loaded before a student's program (`--preload`).
 *
 * @module
 */
globalThis.prompt = (message = "Prompt", standard = "") => {
  Deno.stdout.writeSync(new TextEncoder().encode(`${message} `));
  const line: number[] = [];
  for (const byte = new Uint8Array(1); Deno.stdin.readSync(byte); line.push(byte[0])) {
    if (byte[0] === 10) return new TextDecoder().decode(new Uint8Array(line)) || standard;
  }
  return null;
};
