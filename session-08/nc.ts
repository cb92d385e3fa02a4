#!/usr/bin/env -S deno run -N
/**
 * The nc tool, for computers that have none: what you type goes through a socket, and what comes
 * through the socket is shown.
 *
 *     deno run -N session-08/nc.ts IP PORT
 *     deno run -N session-08/nc.ts -l PORT
 *
 * The first one connects to a server, the second one is a server, for one client.
 */
import { formatAddress } from "../lib/address.ts";
import { UserError } from "../lib/error.ts";
import { parseArgs } from "../lib/tools/nc/args.ts";
import { dialAll } from "../lib/tools/nc/dial.ts";
import { Input } from "../lib/tools/nc/stdin.ts";
import { Output } from "../lib/tools/nc/stdout.ts";
import { service } from "../lib/tools/nc/ports.ts";
import { type Peer, relay } from "../lib/tools/nc/relay.ts";
import { listen } from "../lib/server/listen.ts";

const args = parseArgs();
const input = new Input(args);
const output = new Output();

if (args.listen) {
  // Listen, and talk with one client after the other
  const server = listen(args.addresses[0]);
  say(`Listening on ${formatAddress(server.address)}`);
  for await (const client of server) {
    say(`Connection from ${formatAddress(client.peer)}`);
    if (!args.keep) server.close();
    await talk(client);
    if (!args.keep || output.error) break;
  }
} else {
  // Connect to one port after the other, and talk with the server there
  for await (const s of dialAll(args.addresses, { ...args, timeout: args.wait || 10 }, say)) {
    say(`Connected to ${formatAddress(s.peer)}${service(s.peer.port)}`);
    if (args.zero) s.destroy();
    else await talk(s);
  }
}
if (output.error) throw new UserError(output.error);
// The input may still wait to be read
Deno.exit();

/** Both ways at once, until both sides have ended. */
async function talk(s: Peer) {
  const start = performance.now();
  const { sent, received, error } = await relay(s, input, output, {
    ...args,
    idle: args.wait,
    // A server ends with its client; at a terminal, a client ends with its server
    endWithPeer: args.listen || Deno.stdin.isTerminal(),
  });
  if (error) say(error.message);
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  say(`${sent} bytes sent, ${received} bytes received, in ${seconds} s`);
}

/** With -v, what happens is told on standard error: standard output is for the bytes alone. */
function say(text: string) {
  if (args.verbose) console.error(text);
}
