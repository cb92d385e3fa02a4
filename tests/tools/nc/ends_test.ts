import { assertEquals } from "@std/assert";
import { find, peerTest } from "../../peers.ts";
import { denoArgs } from "../../scripts.ts";
import { ENDS, fare, INPUTS, OUTPUTS, ROLES, type Situation } from "./situations.ts";

// Somebody who ends has so long for it: only a hang takes longer
const HANG = 60_000;
// Somebody who goes on is watched for so long
const WATCHED = 300;
const AT_ONCE = 4;

/** Whether there may be more input, and the peer could still take it. */
function couldGoOn({ input, end }: Situation): boolean {
  return /open pipe|terminal/.test(input) && /closes/.test(end);
}

/** OpenBSD's nc goes on as a client, and as a server when its output is full. */
function openbsdGoesOn(situation: Situation): boolean {
  const { role, output } = situation;
  return couldGoOn(situation) && (role === "connects" || output === "/dev/full");
}

/** Ours ends as a server; and at a terminal, where somebody would have to press a key to see it. */
function oursGoesOn(situation: Situation): boolean {
  const { role, input } = situation;
  return couldGoOn(situation) && role === "connects" && input !== "terminal";
}

for (const role of ROLES) {
  for (const end of ENDS) {
    peerTest("nc.openbsd", `nc.ts ends as OpenBSD's: it ${role}, its peer ${end}`, async (path) => {
      const all = pairs().map(([input, output]) => ({ role, end, input, output }));
      const workers = Array.from({ length: AT_ONCE }, async () => {
        for (let situation; (situation = all.pop());) await compare(path, situation);
      });
      await Promise.all(workers);
    });
  }
}

/** Every input with an output that is read, every output with an input that ends or stays. */
function pairs() {
  const all = INPUTS.flatMap((input) => OUTPUTS.map((output) => [input, output] as const));
  return all.filter(([input, output]) => {
    const terminals = [input, output].filter((kind) => kind === "terminal").length;
    if (terminals > 0 && !find("python3")) return false;
    return output === "pipe" || input === "open pipe" || input === "/dev/null" || terminals === 2;
  });
}

async function compare(openbsd: string, situation: Situation): Promise<void> {
  const { input, output } = situation;
  const goOn = [openbsdGoesOn(situation), oursGoesOn(situation)];
  const [theirs, ours] = await Promise.all([
    fare([openbsd], situation, goOn[0] ? WATCHED : HANG),
    fare([Deno.execPath(), ...denoArgs("nc.ts", [])], situation, goOn[1] ? WATCHED : HANG),
  ]);
  const what = JSON.stringify(situation);
  assertEquals([theirs.ended, ours.ended], goOn.map((goesOn) => !goesOn), what);
  if (theirs.ended) assertEquals(theirs.code, 0, what);
  // What could not be written is said; OpenBSD's says nothing
  if (ours.ended) assertEquals(ours.code, output === "/dev/full" ? 1 : 0, what);
  assertEquals(ours.sent, input === "/dev/null" ? "" : "typed\n", what);
  // OpenBSD's sees that nobody reads before it has sent anything, or after
  if (output !== "closed pipe") assertEquals(ours.sent, theirs.sent, what);
  if (ours.output !== undefined) {
    assertEquals(lines(ours.output), lines(theirs.output!), what);
    assertEquals(lines(ours.output).includes("hello"), true, what);
  }
}

/** At a terminal what was typed is seen too, before or after what came. */
function lines(text: string): string[] {
  return text.split("\n").sort();
}
