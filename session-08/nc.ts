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
import { dialAll, resolve } from "../lib/tools/nc/dial.ts";
import { parseFlags } from "../lib/tools/nc/flags.ts";
import { Input } from "../lib/tools/nc/stdin.ts";
import { Output } from "../lib/tools/nc/stdout.ts";
import { service } from "../lib/tools/nc/ports.ts";
import { type Peer, talk } from "../lib/tools/nc/talk.ts";
import { listen } from "../lib/server/listen.ts";

const flags = parseFlags();
const input = new Input(flags);
const output = new Output();

if (flags.listen) {
  // Listen, and talk with one client after the other
  const [{ ip, port }] = flags.addresses;
  const server = listen({ ip: await resolve(ip, flags.family), port });
  say(`Listening on ${formatAddress(server.address)}`);
  for await (const client of server) {
    say(`Connection from ${formatAddress(client.peer)}`);
    if (!flags.keep) server.close();
    await converse(client);
    if (!flags.keep || output.error) break;
  }
} else {
  // Connect to one port after the other, and talk with the server there
  for await (const s of dialAll(flags.addresses, { ...flags, timeout: flags.wait || 10 }, say)) {
    say(`Connected to ${formatAddress(s.peer)}${service(s.peer.port)}`);
    if (flags.zero) s.destroy();
    else await converse(s);
  }
}
if (output.error) throw new UserError(output.error);
// The input may still wait to be read
Deno.exit();

/** Both ways at once, until both sides have ended. */
async function converse(s: Peer) {
  const { sent, received, seconds, error } = await talk(s, input, output, {
    ...flags,
    // A server ends with its client; at a terminal, a client ends with its server
    endWithPeer: flags.listen || Deno.stdin.isTerminal(),
  });
  if (error) say(error.message);
  say(`${sent} bytes sent, ${received} bytes received, in ${seconds.toFixed(2)} s`);
}

/** With -v, what happens is told on standard error: standard output is for the bytes alone. */
function say(text: string) {
  if (flags.verbose) console.error(text);
}
