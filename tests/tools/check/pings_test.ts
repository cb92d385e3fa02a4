/** The table of exercise 2, in the shapes that students give it. */
import { assertEquals } from "@std/assert";
import { checkPings } from "../../../lib/tools/check/exercises/pings.ts";

const HANDOUT = `
| Destination IP |  Name (if known) | Time  |
|----------------|------------------|-------|
| 192.168.124.179  | Self            | 0.020 ms, 0.017 ms... |
|  212.128.255.129 | f-l3208-pc01    |  |
| 8.8.8.8          | Google          |   |
| 10.1.128.39      | Mobile          | |
|                  | www.urjc.es     |  |
|                  | github.com      |  |
|                  | wikipedia.org   |  |
|                  | newdomain.com.au |  |
`;

/** The handout's table with these times behind its rows, from Self on. */
function table(times: string[]): string {
  const [, header, rule, ...rows] = HANDOUT.trimEnd().split("\n");
  return [header, rule, ...rows.map((row, i) => row.replace(/\|[^|]*\|$/, `| ${times[i]} |`))].join(
    "\n",
  );
}

const TIMES = [
  "0.040 ms, 0.051 ms...",
  "",
  "3.94, 3.98, 3.91, 3.29 ms",
  "251, 379, 106...",
  "0.030 0.037 0.034",
  "46.45ms",
  "23,2 ms",
  "308 ms (10000 ms tot. time)",
];

function without(name: string): string {
  return table(TIMES).split("\n").filter((row) => !row.includes(name)).join("\n");
}

/** The table with its columns as lines. */
function turned(times: string[]): string {
  const rows = table(times).split("\n").toSpliced(1, 1)
    .map((row) => row.split("|").slice(1, -1).map((cell) => cell.trim()));
  return rows[0].map((_, i) => `| ${rows.map((row) => row[i]).join(" | ")} |`).join("\n");
}

const DONE: Record<string, string> = {
  "the handout's table filled in": table(TIMES),
  "tabs and blanks": table(TIMES).replaceAll(/^\| *| *\|$/gm, "").replaceAll(/ *\| */g, "\t"),
  "blanks only": table(TIMES).replaceAll("|", "  "),
  "other shapes of a time": table([
    "<1ms",
    "...",
    "0.0 ms",
    "0,112ms",
    "133 ms",
    "Mínimo = 0ms, Máximo = 0ms, Media = 0ms",
    "0.029 ms , 0.055 ms",
    "300",
  ]),
  "words for those who did not answer": table([
    "0.02 ms",
    "Not connected",
    "3 ms",
    "No ping",
    "There is no response",
    "tiempo de espera agotado",
    "enviados = 4, recibidos = 0, perdidos = 4",
    "unreachable",
  ]),
  "without the Fuenlabrada machine's row": without("f-l3208"),
  "a name with one l more, a bracket, my mobile": table(TIMES)
    .replace("f-l3208", "f-ll3208").replace("Mobile", "my mobile")
    .replace("|                  | wikipedia.org", "| 208.80.154.224) | wikipedia.org"),
  "the own computer by its IP alone": table(TIMES)
    .replace("192.168.124.179  | Self            ", "192.168.124.41 | "),
  "an IP that belongs to the row above": table(TIMES)
    .replace("|                  | github.com", "| 8.8.8.8 | github.com"),
  "a time on the line below": table(TIMES).replace(
    "| 8.8.8.8          | Google          | 3.94",
    "| 8.8.8.8 | Google |\n  3.94",
  ),
  "a turned table": turned(TIMES),
  "a block of lines for each destination": table(TIMES).split("\n").slice(2)
    .map((row) => row.split("|").map((cell) => cell.trim()))
    .map(([, ip, name, time]) => `Destination: ${ip}\nName: ${name}\nTime: ${time}\n`).join("\n"),
  "in a file of Python": `print(f"------| Exercise 2 |------")\n` +
    table(TIMES).split("\n").map((row) => `# ${row.replaceAll("|", " ")}`).join("\n"),
  "prose": `
My computer (192.168.124.41): 0.02 ms
f-l3208-pc01: no answer
Google, 8.8.8.8: 3.9 ms and 4.1 ms
My mobile: 120 ms
www.urjc.es takes 2.1 ms
github.com takes 30 ms
wikipedia.org takes 20 ms
newdomain.com.au takes 300 ms
`,
};

const NOT_DONE: Record<string, [table: string, reason: string]> = {
  "nothing": ["", "The file is empty."],
  "the handout's table as it is": [
    HANDOUT,
    "There is no time for Google, Mobile, www.urjc.es, github.com, wikipedia.org, newdomain.com.au.",
  ],
  "a row that is missing": [without("newdomain"), "There is no row for newdomain.com.au."],
  "three rows": [
    table(TIMES).split("\n").slice(0, 5).join("\n"),
    "There is no row for Mobile, www.urjc.es, github.com, wikipedia.org, newdomain.com.au.",
  ],
  "a mobile without a time": [table(TIMES.with(3, "")), "There is no time for Mobile."],
  "the program's own word for a phone without an IP": [
    table(TIMES.with(3, "no IP in IPs.txt yet")),
    "There is no time for Mobile.",
  ],
  "headings between the rows are no answers": [
    HANDOUT.replace(
      "| 8.8.8.8 ",
      "The machines that have no IP in the handout, 2 of them:\n| 8.8.8.8 ",
    )
      .replace(/\n(?=.*github)/, "\nURLs of the year 2020\n").replace(
        /\n(?=.*newdomain)/,
        "\n## Part 3\n",
      ),
    "There is no time for Google, Mobile, www.urjc.es, github.com, wikipedia.org, newdomain.com.au.",
  ],
  "a turned table with a time that is missing": [
    turned(TIMES.with(5, "")),
    "There is no time for github.com.",
  ],
  "a dash is no word": [table(TIMES.with(7, "-")), "There is no time for newdomain.com.au."],
  "a unit is no time": [table(TIMES.with(4, "ms")), "There is no time for www.urjc.es."],
  "ping's own words for some": [
    `PING 8.8.8.8 (8.8.8.8) 56(84) bytes of data.
64 bytes from 8.8.8.8: icmp_seq=1 ttl=113 time=3.94 ms
64 bytes from 8.8.8.8: icmp_seq=2 ttl=113 time=3.98 ms
--- 8.8.8.8 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 1001ms
`,
    "There is no row for Self, Mobile, www.urjc.es, github.com, wikipedia.org, newdomain.com.au.",
  ],
};

Deno.test("Ex2: what to do about a phone", () => {
  const hint = (time: string) => checkPings(table(TIMES.with(3, time))).hint;
  assertEquals(
    hint(""),
    `ping your phone's IP and write its times down, or "no answer" if none came.`,
  );
  assertEquals(
    hint("no IP in IPs.txt yet"),
    "Write your phone's IP into IPs.txt, and run Ex2.ts once more.",
  );
});

for (const [name, text] of Object.entries(DONE)) {
  Deno.test(`Ex2 done: ${name}`, () => {
    const { status, reason } = checkPings(text);
    assertEquals([status, reason], ["done", "Each destination has its time or its word."]);
  });
}

for (const [name, [text, expected]] of Object.entries(NOT_DONE)) {
  Deno.test(`Ex2 not done: ${name}`, () => {
    const { status, reason } = checkPings(text);
    assertEquals([status, reason], ["not done", expected]);
  });
}
