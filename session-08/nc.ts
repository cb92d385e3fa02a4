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
import { parseArgs } from "../lib/nc/args.ts";
import { relay } from "../lib/nc/relay.ts";
import { listen } from "../lib/server/listen.ts";
import { connect, type Socket } from "../lib/socket.ts";

const { address, wait, ...is } = parseArgs();

if (is.listen) {
  // Listen, and talk with one client after the other
  const server = listen(address);
  say(`Listening on ${formatAddress(server.address)}`);
  for await (const client of server) {
    say(`Connection from ${formatAddress(client.peer)}`);
    if (!is.keep) server.close();
    await talk(client);
    if (!is.keep) break;
  }
} else {
  // Connect, and talk with the server
  const s = await connect(address, wait > 0 ? { timeout: wait } : {});
  say(`Connected to ${formatAddress(s.peer)}`);
  if (is.zero) await s.close();
  else await talk(s);
}
// The input may still wait to be read
Deno.exit(0);

/** Both ways at once, until both sides have ended. */
async function talk(s: Socket) {
  const start = performance.now();
  const { sent, received, error } = await relay(s, {
    halfClose: is.halfClose,
    endWithPeer: is.keep,
    idle: wait,
  });
  if (error) say(error.message);
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  say(`${sent} bytes sent, ${received} bytes received, in ${seconds} s`);
}

/** With -v, what happens is told on standard error: standard output is for the bytes alone. */
function say(text: string) {
  if (is.verbose) console.error(text);
}
