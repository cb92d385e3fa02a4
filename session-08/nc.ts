#!/usr/bin/env -S deno run -N
/**
 * The nc tool, for computers that have none: what you type goes through a socket, and what comes
 * through the socket is shown.
 *
 *     deno run -N session-08/nc.ts [ADDRESS...] [-l] [-p PORT] [-k] [-v] [-w SECONDS] [-z] [-N]
 *
 *     nc.ts IP PORT          connects to a server
 *     nc.ts -l PORT          is a server, for one client; also -l -p PORT, -l IP PORT
 */
import { written, wrongIP, wrongPort } from "../lib/address.ts";
import { commandLine } from "../lib/cli.ts";
import { relay } from "../lib/relay.ts";
import { UsageError } from "../lib/report.ts";
import { connect, listen, type Socket } from "../lib/socket.ts";

const { address, l, p, k, v, w, z, N } = commandLine(
  "[ADDRESS...] connects to IP PORT, or with -l listens at [IP] PORT.",
  { address: [], l: false, p: "", k: false, v: false, w: 0, z: false, N: false },
  {
    l: "listens for a client instead of connecting",
    p: "the port to listen at",
    k: "keeps listening when the client has left",
    v: "says what happens",
    w: "ends after so many seconds without a connection or any bytes",
    z: "only looks whether the port is open",
    N: "tells the other side when the input has ended",
  },
);

// The address: an IP and a port, or with -l a port alone, which may also stand behind -p
const words = p === "" ? address : [...address, p];
const ip = words.length > 1 ? words[0] : l ? "0.0.0.0" : "";
const port = words.at(-1) ?? "";
const wrong = words.length < (l ? 1 : 2)
  ? `${l ? "a port is" : "an IP and a port are"} missing, as in nc.ts ${
    l ? "-l" : "127.0.0.1"
  } 8000`
  : words.length > 2
  ? `"${words[2]}" is one word too many`
  : !l && (p !== "" || k)
  ? `${k ? "-k" : "-p"} goes with -l`
  : l && z
  ? "-z does not go with -l"
  : wrongIP(ip) ?? wrongPort(port, l ? 0 : 1);
if (wrong) throw new UsageError(wrong);

if (l) {
  // Listen, and talk with one client after the other
  const server = listen({ ip, port: Number(port) });
  say(`Listening at ${written(server.address)}`);
  for await (const client of server) {
    say(`Connection from ${written(client.peer)}`);
    if (!k) server.close();
    await talk(client);
    if (!k) break;
  }
} else {
  // Connect, and talk with the server
  const s = await connect({ ip, port: Number(port) }, w > 0 ? { timeout: w } : {});
  say(`Connected to ${written(s.peer)}`);
  if (z) await s.close();
  else await talk(s);
}
// The input may still wait to be read
Deno.exit(0);

/** Both ways at once, until both sides have ended. */
async function talk(s: Socket) {
  const start = performance.now();
  const { sent, received, error } = await relay(s, { halfClose: N, endWithPeer: k, idle: w });
  if (error) say(error.message);
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  const [out, back] = [sent, received].map((bytes) => bytes.toLocaleString("en"));
  say(`${out} bytes sent, ${back} bytes received, in ${seconds} s`);
}

/** With -v, what happens is told on standard error: standard output is for the bytes alone. */
function say(text: string) {
  if (v) console.error(text);
}
