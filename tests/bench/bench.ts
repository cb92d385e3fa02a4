/**
 * The measurements: ratios against peers in the same run, printed as they are seen.
 *
 *     deno task bench [NAMES...]
 */
import { commandLine } from "../../lib/cli.ts";
import { held, server } from "./server.ts";
import { startup } from "./startup.ts";
import { table } from "./table.ts";

const { names } = commandLine("[NAMES...] measures: startup, server.", {
  names: ["startup", "server"],
});

if (names.includes("startup")) {
  table("A whole client, the start of its runtime included", await startup());
}
if (names.includes("server")) {
  table("The teacher's server", await server());
  console.log(`\n${await held()}`);
}
