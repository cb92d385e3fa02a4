/**
 * Runs `deno test`: a dot for each test, in rows also where there is no terminal, and at the end
 * what failed. All that is given goes to `deno test`.
 *
 *     deno run -A tests/dots.ts --doc lib
 */
import { stripVTControlCharacters } from "node:util";
import { lines } from "../lib/lines.ts";

const WIDTH = 80;

const test = new Deno.Command(Deno.execPath(), {
  args: ["test", "--quiet", "-A", "--parallel", "--reporter=dot", ...Deno.args],
  stdout: "piped",
}).spawn();

const encoder = new TextEncoder();
let dots = 0;
for await (const line of lines(test.stdout)) {
  // A test passed, was ignored, or failed; without NO_COLOR each has a colour, in a pipe too
  if (/^[.,!]$/.test(stripVTControlCharacters(line))) {
    dots++;
    Deno.stdout.writeSync(encoder.encode(dots % WIDTH === 0 ? `${line}\n` : line));
  } else {
    if (dots % WIDTH > 0) console.log();
    dots = 0;
    console.log(line);
  }
}
Deno.exit((await test.status).code);
