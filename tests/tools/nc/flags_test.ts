import { assertEquals, assertMatch } from "@std/assert";
import { type Flags, parseFlags } from "../../../lib/tools/nc/flags.ts";
import { run } from "../../scripts.ts";

const ADDRESS = { ip: "127.0.0.1", port: 8000 };
const ANY = { ip: "0.0.0.0", port: 8000 };

const UNDERSTOOD: [string, Partial<Flags>][] = [
  ["127.0.0.1 8000", { addresses: [ADDRESS], listen: false, verbose: false, wait: 0, quit: 0 }],
  ["localhost http", { addresses: [{ ip: "localhost", port: 80 }] }],
  ["[::1] 8000", { addresses: [{ ip: "::1", port: 8000 }] }],
  ["-l 8000", { addresses: [ANY], listen: true, keep: false }],
  ["-l -p 8000", { addresses: [ANY], listen: true, from: {} }],
  ["-lp8000", { addresses: [ANY], listen: true }],
  ["-nlvp 8000", { addresses: [ANY], listen: true, verbose: true }],
  ["-nlvp8000", { addresses: [ANY], listen: true, verbose: true }],
  ["-l 127.0.0.1 8000", { addresses: [ADDRESS] }],
  ["-l -s 127.0.0.1 -p 8000", { addresses: [ADDRESS], from: {} }],
  ["-lk 0", { addresses: [{ ip: "0.0.0.0", port: 0 }], keep: true }],
  ["-6l 8000", { addresses: [{ ip: "::", port: 8000 }], family: 6 }],
  ["-4 localhost 8000", { addresses: [{ ip: "localhost", port: 8000 }], family: 4 }],
  ["-n 127.0.0.1 8000", { addresses: [ADDRESS] }],
  ["127.0.0.1 8000 -v", { addresses: [ADDRESS], verbose: true }],
  ["-p 31337 -s 127.0.0.2 127.0.0.1 8000", { from: { ip: "127.0.0.2", port: 31337 } }],
  ["-q 3 127.0.0.1 8000", { quit: 3, halfClose: true }],
  ["-q0 127.0.0.1 8000", { quit: 0, halfClose: true }],
  ["-q -1 127.0.0.1 8000", { quit: 0, halfClose: false }],
  ["-w1 127.0.0.1 8000", { wait: 1 }],
  ["-w 0.3 127.0.0.1 8000", { wait: 0.3 }],
  ["-CNd 127.0.0.1 8000", { crlf: true, halfClose: true, detached: true }],
  ["-zv 127.0.0.1 7999-8001 ssh", {
    addresses: [7999, 8000, 8001, 22].map((port) => ({ ip: "127.0.0.1", port })),
    zero: true,
    verbose: true,
  }],
  ["-z 127.0.0.1 8001-8000", { addresses: [ADDRESS, { ip: "127.0.0.1", port: 8001 }] }],
];
for (const [words, expected] of UNDERSTOOD) {
  Deno.test(`nc understands ${words}`, () => {
    const args = parseFlags(words.split(" "));
    const asked = Object.keys(expected).map((key) => [key, args[key as keyof Flags]]);
    assertEquals(Object.fromEntries(asked), expected);
  });
}

const REFUSED: [string, string][] = [
  ["", "the IP or the port is missing, as in nc.ts 127.0.0.1 8000"],
  ["127.0.0.1", "the IP or the port is missing, as in nc.ts 127.0.0.1 8000"],
  ["127.0.0.1:8000", "the IP and the port are two words, as in nc.ts 127.0.0.1 8000"],
  ["-l", "the port is missing, as in nc.ts -l 8000"],
  ["-l 127.0.0.1 80 90", 'unexpected word "90"'],
  ["-l 80-90", "-l listens on one port, not on 80-90"],
  ["127.0.0.1 abc", '"abc" is not a port: a port is a number from 1 to 65535, or a service'],
  ["127.0.0.1 0", '"0" is not a port: a port is a number from 1 to 65535'],
  ["-z 127.0.0.1 65535-65536", '"65535-65536" is not a port'],
  ["-z 127.0.0.1 constructor", '"constructor" is not a port'],
  ["1.2.3 80", '"1.2.3" is not an IP'],
  ["-lz 80", "-z does not go with -l"],
  ["-k 127.0.0.1 80", "-k goes with -l"],
  ["-46 localhost 80", "-4 and -6 exclude each other"],
  ["-4 ::1 80", "-4 is for IPv4, and ::1 is IPv6"],
  ["-6 127.0.0.1 80", "-6 is for IPv6, and 127.0.0.1 is IPv4"],
  ["-n localhost 80", '-n takes an IP, and "localhost" is a name'],
  ["-s localhost 127.0.0.1 80", '-s takes an IP of this computer, and "localhost" is a name'],
  ["-p 1-2 127.0.0.1 80", "-p takes one port, not 1-2"],
  ["-p 1 127.0.0.1 80 90", "-p, this end's port, goes with one port of the other end"],
  ["127.0.0.1 80 -p", "-p needs a value: -p PORT"],
  ["-w x 127.0.0.1 80", '-w "x" is not a number of seconds, as in -w 5'],
  ["-q 1s 127.0.0.1 80", '-q "1s" is not a number of seconds, as in -q 5'],
  ["-u 127.0.0.1 80", "-u is for UDP, which has no connections"],
  ["-lue 80", "-u is for UDP, which has no connections"],
  ["-e /bin/sh 127.0.0.1 80", "-e would start a program and hand it to the peer"],
  ["-lp 80 -c sh", "-c would start a program and hand it to the peer"],
  ["-x 127.0.0.1 80", "unknown option -x"],
  ["--listen 80", "unknown option --listen"],
  ["--port 80", "unknown option --port"],
];
for (const [words, expected] of REFUSED) {
  Deno.test(`nc refuses ${words || "nothing"}`, () => {
    let error: unknown;
    try {
      parseFlags(words.split(" ").filter(Boolean));
    } catch (thrown) {
      error = thrown;
    }
    const { message, exitCode } = error as { message: string; exitCode: number };
    assertEquals([message.slice(0, expected.length), exitCode], [expected, 2]);
  });
}

Deno.test("nc.ts says in a line what is wrong, then how it is called, and ends with 2", async () => {
  const { code, stdout, stderr } = await run("nc.ts", ["-u", "127.0.0.1", "80"]);
  assertEquals([code, stdout], [2, ""]);
  assertMatch(stderr, /^nc\.ts: -u is for UDP.*\nUsage: nc\.ts \[-46.*PORT…\n$/);
});

for (const flag of ["-h", "--help", "-lvh"]) {
  Deno.test(`nc.ts ${flag} shows what there is`, async () => {
    const { code, stdout, stderr } = await run("nc.ts", [flag]);
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /^nc\.ts connects to IP PORT[^]*Usage: nc\.ts[^]*\n {2}-w SECONDS {2}\w/);
  });
}
