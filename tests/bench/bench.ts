/**
 * The measurements: ratios against peers in the same run, printed as they are seen.
 *
 *     deno task bench [NAMES...]
 */
import { parseOptions } from "../../lib/cli.ts";
import { held, server } from "./server.ts";
import { transfer } from "./nc.ts";
import { startup } from "./startup.ts";
import { table } from "./table.ts";

const { names } = parseOptions({ names: ["startup", "server", "nc"] });

if (names.includes("startup")) {
  table("A whole client, the start of its runtime included", await startup());
}
if (names.includes("server")) {
  table("The teacher's server", await server());
  console.log(`\n${await held()}`);
}
if (names.includes("nc")) {
  table("1 GiB from standard input over loopback to standard output", await transfer());
}
