import { assertEquals, assertMatch } from "@std/assert";
import {
  exercise,
  noteTimes,
  readTimes,
  type Target,
} from "../../../lib/tools/notes/ping-table.ts";
import type { PingResult } from "../../../lib/system/ping.ts";

const HEADER = "| Destination IP | Name (if known) | Time |\n";
const GITHUB = { ip: "", name: "github.com" };
const FAST = { ip: "192.0.2.33", times: ["5 ms", "6 ms"] };
const OURS = "5 ms, 6 ms (Ex2.ts)";
const DOWN = { ip: "192.0.2.33", times: [], problem: "no answer" };

const BY_HAND = /^"9 ms" was written by hand; --again measures it$/;

/** A row, a target and its result; how the row is then, and why it was kept. */
const NOTED: [string, string, Target, PingResult, string, RegExp?][] = [
  [
    "an empty time is filled in",
    "|| github.com | |",
    GITHUB,
    FAST,
    `192.0.2.33|github.com|${OURS}`,
  ],
  [
    "a problem is written",
    "|| github.com | |",
    GITHUB,
    DOWN,
    "192.0.2.33|github.com|no answer (Ex2.ts)",
  ],
  [
    "an answer replaces a problem that Ex2.ts found",
    "|| github.com | no DNS (Ex2.ts) |",
    GITHUB,
    FAST,
    `192.0.2.33|github.com|${OURS}`,
  ],
  [
    "new times replace what Ex2.ts wrote, and its IP",
    "|1.1.1.1| github.com | 9 ms (Ex2.ts) |",
    GITHUB,
    FAST,
    `192.0.2.33|github.com|${OURS}`,
  ],
  [
    "the same is the same",
    `|192.0.2.33| github.com | ${OURS} |`,
    GITHUB,
    FAST,
    `192.0.2.33|github.com|${OURS}`,
  ],
  [
    "a problem does not replace times",
    "|1.1.1.1| github.com | 9 ms (Ex2.ts) |",
    GITHUB,
    DOWN,
    "1.1.1.1|github.com|9 ms (Ex2.ts)",
    /^"9 ms \(Ex2\.ts\)" before, no answer now$/,
  ],
  [
    "times by hand are kept",
    "|1.1.1.1| github.com | 9 ms |",
    GITHUB,
    FAST,
    "1.1.1.1|github.com|9 ms",
    BY_HAND,
  ],
  [
    "a word by hand is kept",
    "|| wikipedia.org | no answer |",
    { ip: "", name: "wikipedia.org" },
    { times: ["5 ms"] },
    "|wikipedia.org|no answer",
    /^"no answer" was written by hand; --again measures it$/,
  ],
  [
    "an empty IP is filled in beside them",
    "|| github.com | 9 ms |",
    GITHUB,
    FAST,
    "192.0.2.33|github.com|9 ms",
    BY_HAND,
  ],
  [
    "Self's IP that is there stays",
    "| 10.0.0.1 | Self | 9 ms (Ex2.ts) |",
    { ip: "192.0.2.33", name: "Self" },
    FAST,
    "10.0.0.1|Self|5 ms, 6 ms (Ex2.ts: 192.0.2.33)",
  ],
  [
    "an IP by hand stays beside an empty time",
    "| 10.0.0.1 | github.com | |",
    GITHUB,
    FAST,
    "10.0.0.1|github.com|5 ms, 6 ms (Ex2.ts: 192.0.2.33)",
  ],
  [
    "dots are no time",
    "| ... | github.com | ..... |",
    GITHUB,
    FAST,
    `192.0.2.33|github.com|${OURS}`,
  ],
  [
    "ping's own words are not for the table",
    "|| github.com | |",
    GITHUB,
    { times: [], problem: "socket: Operation not permitted" },
    "|github.com|",
    /^ping could not run: socket: Operation/,
  ],
  [
    "a row is found by its IP",
    "| 8.8.8.8 | | |",
    { ip: "8.8.8.8", name: "Google" },
    FAST,
    "8.8.8.8||5 ms, 6 ms (Ex2.ts: 192.0.2.33)",
  ],
  [
    "a name may stand in the first column",
    "| GitHub.com | | |",
    GITHUB,
    FAST,
    "GitHub.com||5 ms, 6 ms (Ex2.ts: 192.0.2.33)",
  ],
  [
    "the handout's example",
    "| your own IP | Self | 0.020 ms, 0.017 ms, … |",
    { ip: "192.0.2.33", name: "Self" },
    FAST,
    `192.0.2.33|Self|${OURS}`,
  ],
  [
    "the first handout's example",
    "| 192.168.124.179 | Self | 0.020 ms, 0.017 ms... |",
    { ip: "192.0.2.33", name: "Self" },
    DOWN,
    "192.0.2.33|Self|no answer (Ex2.ts)",
  ],
  [
    "the handout's phone",
    "| your phone's IP | Mobile | |",
    { ip: "192.0.2.33", name: "Mobile" },
    DOWN,
    "192.0.2.33|Mobile|no answer (Ex2.ts)",
  ],
];
for (const [what, row, to, outcome, after, kept] of NOTED) {
  Deno.test(what, () => {
    const before = `${HEADER}${row}\n`;
    const { text, result: [noted] } = noteTimes(before, [to], [outcome]);
    assertEquals(readTimes(text).rows.map((row) => Object.values(row).join("|")), [after]);
    assertEquals(noted.isNew, text !== before);
    assertEquals([noted.kept !== undefined, noted.before], [kept !== undefined, undefined]);
    assertMatch(noted.kept ?? "", kept ?? /^$/);
    // Once more changes nothing
    assertEquals(noteTimes(text, [to], [outcome]).text, text);
  });
}

Deno.test("again, times by hand are replaced, and what they were is said", () => {
  const text = `${HEADER}|1.1.1.1| github.com | 9 ms |\n`;
  const again = (outcome: PingResult) => noteTimes(text, [GITHUB], [outcome], true);
  assertEquals(readTimes(again(FAST).text).rows[0].Time, "5 ms, 6 ms (Ex2.ts: 192.0.2.33)");
  assertEquals(again(FAST).result, [{ isNew: true, before: '"9 ms"', kept: undefined }]);
  assertEquals(again(DOWN).text, text);
  assertEquals(again(DOWN).result[0].kept, '"9 ms" before, no answer now');
});

Deno.test("a target that is not there gets a row, but not for ping's own words", () => {
  const none = noteTimes("", [GITHUB], [{ times: [], problem: "unknown option" }]);
  assertEquals(none.text, "");
  const { text } = noteTimes("", [GITHUB], [FAST]);
  assertEquals(readTimes(text).rows.map((row) => Object.values(row)), [
    ["192.0.2.33", "github.com", OURS],
  ]);
});

Deno.test("the phone's IP is that of IPs.txt, or else what the table says", () => {
  const mobile = (text: string, phone?: string) =>
    exercise(readTimes(text), "192.0.2.7", phone)[3].ip;
  assertEquals(mobile(`${HEADER}| 10.1.1.1 | Mobile | |`), "10.1.1.1");
  assertEquals(mobile(`${HEADER}| 10.1.1.1 | Mobile | |`, "10.2.2.2"), "10.2.2.2");
  assertEquals(mobile(`${HEADER}| your phone's IP | Mobile | |`), "");
  assertEquals(mobile(""), "");
});
