import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  checkDestination,
  checkPingOptions,
  formatPing,
  limitOf,
  parsePing,
} from "../../lib/system/ping.ts";
import { UserError } from "../../lib/error.ts";

// What each program prints of two answers: the first of 12.3 or 12 ms, the second of less than 1
const IPUTILS = (time: string, decimals: string, from: string) => `
PING github.com (192.0.2.33) 56(84) bytes of data.
64 bytes ${from} github.com (192.0.2.33): icmp_seq=1 ttl=253 ${time}=12${decimals}3 ms
64 bytes ${from} github.com (192.0.2.33): icmp_seq=2 ttl=253 ${time}=0${decimals}020 ms

--- github.com ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 1002ms
rtt min/avg/max/mdev = 0.020/6.160/12.300/0.013 ms
`;
const WINDOWS = (answer: string, bytes: string, time: string, unit: string, end: string) => `
Haciendo ping a github.com [192.0.2.33] con 32 bytes de datos:
${answer} 192.0.2.33: ${bytes}=32 ${time}=12${unit} TTL=118
${answer} 192.0.2.33: ${bytes}=32 ${time}<1${end} TTL=118

    Paquetes: enviados = 2, recibidos = 2, perdidos = 0
    (0% perdidos),
    Mínimo = 0ms, Máximo = 12ms, Media = 6ms
`;
const ANSWERS: [string, string, string[]][] = [
  ["iputils in English", IPUTILS("time", ".", "from"), ["12.3 ms", "0.020 ms"]],
  ["iputils in Spanish", IPUTILS("tiempo", ",", "desde"), ["12.3 ms", "0.020 ms"]],
  ["iputils in German", IPUTILS("Zeit", ",", "von"), ["12.3 ms", "0.020 ms"]],
  ["iputils in French", IPUTILS("temps", ",", "de"), ["12.3 ms", "0.020 ms"]],
  [
    "BusyBox",
    "PING github.com (192.0.2.33): 56 data bytes\n" +
    "64 bytes from 192.0.2.33: seq=0 ttl=42 time=12.3 ms\n" +
    "64 bytes from 192.0.2.33: seq=1 ttl=42 time=0.020 ms\n\n" +
    "--- github.com ping statistics ---\n2 packets transmitted, 2 packets received, 0% packet loss\n" +
    "round-trip min/avg/max = 0.020/6.160/12.300 ms\n",
    ["12.3 ms", "0.020 ms"],
  ],
  [
    "macOS",
    "PING github.com (192.0.2.33): 56 data bytes\n" +
    "64 bytes from 192.0.2.33: icmp_seq=0 ttl=118 time=12.3 ms\n" +
    "Request timeout for icmp_seq 1\n" +
    "64 bytes from 192.0.2.33: icmp_seq=2 ttl=118 time=0.020 ms\n\n" +
    "round-trip min/avg/max/stddev = 0.020/6.160/12.300/0.1 ms\n",
    ["12.3 ms", "0.020 ms"],
  ],
  ["Windows in English", WINDOWS("Reply from", "bytes", "time", "ms", "ms"), ["12 ms", "<1 ms"]],
  ["Windows in Spanish", WINDOWS("Respuesta desde", "bytes", "tiempo", "ms", "m"), [
    "12 ms",
    "<1 ms",
  ]],
  ["Windows in German", WINDOWS("Antwort von", "Bytes", "Zeit", "ms", "ms"), ["12 ms", "<1 ms"]],
  ["Windows in French", WINDOWS("Réponse de", "octets", "temps", " ms", "ms"), ["12 ms", "<1 ms"]],
  ["Windows in Italian", WINDOWS("Risposta da", "byte", "durata", "ms", "ms"), ["12 ms", "<1 ms"]],
  ["Windows in Portuguese", WINDOWS("Resposta de", "bytes", "tempo", "ms", "ms"), [
    "12 ms",
    "<1 ms",
  ]],
  ["Windows in Polish", WINDOWS("Odpowiedź z", "bajtów", "czas", "ms", " ms"), ["12 ms", "<1 ms"]],
  ["Windows in Russian", WINDOWS("Ответ от", "число байт", "время", "мс", "мс"), [
    "12 ms",
    "<1 ms",
  ]],
  // Its own alphabet (code page 866) read as UTF-8
  [
    "Windows in Russian, as it arrives",
    WINDOWS("\ufffd", "\ufffd", "\ufffd", "\ufffd\ufffd", "\ufffd\ufffd"),
    [
      "12 ms",
      "<1 ms",
    ],
  ],
  ["iputils in Italian", IPUTILS("tempo", ",", "da"), ["12.3 ms", "0.020 ms"]],
  ["iputils in Russian", IPUTILS("время", ",", "от").replaceAll(" ms", " мс"), [
    "12.3 ms",
    "0.020 ms",
  ]],
];
for (const [what, output, times] of ANSWERS) {
  Deno.test(`the times of ${what} are read`, () => {
    assertEquals(parsePing("github.com", output), { ip: "192.0.2.33", times });
  });
}

const FAILURES: [string, string, string | undefined, string][] = [
  [
    "no-such.invalid",
    "ping: no-such.invalid: Name or service not known",
    undefined,
    "unknown name",
  ],
  [
    "no-such.invalid",
    "ping: cannot resolve no-such.invalid: Unknown host",
    undefined,
    "unknown name",
  ],
  ["x.invalid", "Ping-Anforderung konnte Host x.invalid nicht finden.", undefined, "unknown name"],
  ["192.0.2.9", "ping: connect: Network is unreachable", "192.0.2.9", "no route"],
  ["192.0.2.9", "From 192.0.2.1 icmp_seq=1 Destination Host Unreachable", "192.0.2.9", "no route"],
  ["192.0.2.9", "ping: sendto: No route to host", "192.0.2.9", "no route"],
  ["192.0.2.9", "Antwort von 192.0.2.1: Zielhost nicht erreichbar.", "192.0.2.9", "no route"],
  ["192.0.2.9", "Respuesta desde 192.0.2.1: Host de destino inaccesible.", "192.0.2.9", "no route"],
  [
    "192.0.2.9",
    "Risposta da 192.0.2.1: Host di destinazione non raggiungibile.",
    "192.0.2.9",
    "no route",
  ],
  ["192.0.2.9", "Resposta de 192.0.2.1: Host de destino inacessível.", "192.0.2.9", "no route"],
  ["192.0.2.9", "Odpowiedź z 192.0.2.1: Host docelowy jest nieosiągalny.", "192.0.2.9", "no route"],
  ["192.0.2.9", "Ответ от 192.0.2.1: Заданный узел недоступен.", "192.0.2.9", "no route"],
  ["192.0.2.9", "PING: transmit failed. General failure.", "192.0.2.9", "no route"],
  ["192.0.2.9", "Пакетов: отправлено = 4, получено = 0 (100% потерь)", "192.0.2.9", "no answer"],
  [
    "a.example",
    "При проверке связи не удалось обнаружить узел a.example.",
    undefined,
    "unknown name",
  ],
  ["a.example", "ping: a.example: Temporary failure in name resolution", undefined, "no DNS"],
  ["192.0.2.9", "2 packets transmitted, 0 received, 100% packet loss", "192.0.2.9", "no answer"],
  ["a.example", "PING a.example (192.0.2.9) 56(84) bytes of data.", "192.0.2.9", "no answer"],
];
for (const [destination, output, ip, problem] of FAILURES) {
  Deno.test(`"${output}" is ${problem}`, () => {
    assertEquals(parsePing(destination, output), { ip, times: [], problem });
  });
}

// What it says on standard error when it could not run, and what of it reaches the student
const WORDS: [string, string][] = [
  ["ping: socket: Operation not permitted", "socket: Operation not permitted"],
  [
    "ping: socktype: SOCK_RAW\nping: socket: Operation not permitted\nping: => missing cap_net_raw+p",
    "socket: Operation not permitted",
  ],
  ["ping: permission denied (are you root?)", "permission denied (are you root?)"],
  ["ping: invalid argument: 'x'", "invalid argument: 'x'"],
  ["ping: \x1b[2Joops", "\\x1b[2Joops"],
];
for (const [errors, words] of WORDS) {
  for (const destination of ["github.com", "192.0.2.9"]) {
    Deno.test(`ping's own words on ${destination}: ${words}`, () => {
      assertEquals(parsePing(destination, "", errors).problem, words);
    });
  }
}

Deno.test("what a firewall forbids is told, though ping went on", () => {
  const output = "PING a.example (192.0.2.9) 56(84) bytes of data.\n" +
    "1 packets transmitted, 0 received, 100% packet loss";
  const errors = "ping: sendmsg: Operation not permitted";
  assertEquals(parsePing("a.example", output, errors).problem, "sendmsg: Operation not permitted");
});

Deno.test("every time in an answer is read, in any language", () => {
  const word = fc.stringMatching(/^[a-zA-Zéñß]{1,10}$/);
  const time = fc.tuple(fc.nat(9999), fc.constantFrom("", ".", ","), fc.nat(999));
  fc.assert(fc.property(word, fc.array(time), fc.constantFrom(" ms", "ms"), (word, times, ms) => {
    const numbers = times.map(([whole, point, rest]) =>
      point ? `${whole}${point}${rest}` : `${whole}`
    );
    const output = numbers.map((n, i) => `64 x 192.0.2.7: icmp_seq=${i} ttl=64 ${word}=${n}${ms}`);
    assertEquals(
      parsePing("192.0.2.7", output.join("\n")).times,
      numbers.map((n) => `${n.replace(",", ".")} ms`),
    );
  }));
});

Deno.test("whatever is printed is understood or is a problem", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (output) => {
    const { times, problem } = parsePing("192.0.2.7", output);
    assertEquals(times.length > 0, problem === undefined);
  }));
});

for (const destination of ["-f", "--flood", "-c1", "a b", "$(x)", "a;b", "", "x\n-f", "1.2.3"]) {
  Deno.test(`${JSON.stringify(destination)} is not a destination`, () => {
    assertThrows(() => checkDestination(destination), UserError);
  });
}

for (const [count, timeout] of [[0, 2], [2.5, 2], [101, 2], [3, 0], [3, 61], [-1, 2]]) {
  Deno.test(`a ping does not take ${count} messages and ${timeout} seconds`, () => {
    assertThrows(() => checkPingOptions({ count, timeout }), UserError);
  });
}

Deno.test("Windows' ping may wait for each answer, the others for the last one", () => {
  assertEquals(limitOf({ count: 10, timeout: 4 }, "windows") >= 40_000, true);
  assertEquals(limitOf({ count: 10, timeout: 4 }, "linux"), 15_000);
});

Deno.test("the summary tells the smallest, the mean and the largest, and the loss", () => {
  assertEquals(
    formatPing({ times: ["0.020 ms", "0.010 ms", "<1 ms"] }, 4),
    "min/avg/max 0.01/0.343/1 ms, 25% lost",
  );
  assertEquals(formatPing({ times: [], problem: "no route" }, 4), "no route");
});
