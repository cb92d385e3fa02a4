/**
 * Runs one trial in the network namespace in which it was started, and prints its record.
 *
 *     unshare -rn python3 python/namespace.py deno run -A inside.ts < trial.json
 *
 * @module
 */
import { runTrial } from "../trial.ts";

const trial = await new Response(Deno.stdin.readable).json();
console.log(JSON.stringify(await runTrial(trial)));
Deno.exit(0);
