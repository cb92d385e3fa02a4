import { assertEquals } from "@std/assert";
import {
  type Destination,
  exercise,
  noteTime,
  readTimes,
} from "../../../lib/tools/notes/ping-table.ts";
import type { PingResult } from "../../../lib/system/ping-output.ts";

const HEADER = "| Destination IP | Name (if known) | Time |\n";
const GITHUB = { ip: "", name: "github.com" };
const FAST = { ip: "192.0.2.33", times: ["5 ms", "6 ms"] };
const DOWN = { ip: "192.0.2.33", times: [], problem: "no answer" };

/** A row, a destination and its result; how the row is then, and what is said of it. */
const NOTED: [string, string, Destination, PingResult, string, string | RegExp][] = [
  [
    "an empty time is filled in",
    "|| github.com | |",
    GITHUB,
    FAST,
    "192.0.2.33|github.com|5 ms, 6 ms",
    "written",
  ],
  [
    "a problem is written",
    "|| github.com | |",
    GITHUB,
    DOWN,
    "192.0.2.33|github.com|no answer",
    "written",
  ],
  [
    "an answer replaces a problem",
    "|| github.com | no DNS |",
    GITHUB,
    FAST,
    "192.0.2.33|github.com|5 ms, 6 ms",
    "written",
  ],
  [
    "new times replace old ones",
    "|| github.com | 9 ms |",
    GITHUB,
    FAST,
    "192.0.2.33|github.com|5 ms, 6 ms",
    "written",
  ],
  [
    "the same is the same",
    "|192.0.2.33| github.com | 5 ms, 6 ms |",
    GITHUB,
    FAST,
    "192.0.2.33|github.com|5 ms, 6 ms",
    "same",
  ],
  [
    "a problem does not replace times",
    "|1.1.1.1| github.com | 9 ms |",
    GITHUB,
    DOWN,
    "1.1.1.1|github.com|9 ms",
    /^9 ms before, no answer now$/,
  ],
  [
    "what was written by hand is kept",
    "|| github.com | 23,2 ms fast! |",
    GITHUB,
    FAST,
    "|github.com|23,2 ms fast!",
    /^"23,2 ms fast!" was written by hand$/,
  ],
  [
    "dots are no time",
    "| ... | github.com | ..... |",
    GITHUB,
    FAST,
    "192.0.2.33|github.com|5 ms, 6 ms",
    "written",
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
    "192.0.2.33||5 ms, 6 ms",
    "written",
  ],
  [
    "a name may stand in the first column",
    "| GitHub.com | | |",
    GITHUB,
    FAST,
    "GitHub.com||5 ms, 6 ms",
    "written",
  ],
  [
    "the handout's example",
    "| your own IP | Self | 0.020 ms, 0.017 ms, … |",
    { ip: "192.0.2.33", name: "Self" },
    FAST,
    "192.0.2.33|Self|5 ms, 6 ms",
    "written",
  ],
  [
    "the first handout's example",
    "| 192.168.124.179 | Self | 0.020 ms, 0.017 ms... |",
    { ip: "192.0.2.33", name: "Self" },
    FAST,
    "192.0.2.33|Self|5 ms, 6 ms",
    "written",
  ],
  [
    "the handout's phone",
    "| your phone's IP | Mobile | |",
    { ip: "192.0.2.33", name: "Mobile" },
    DOWN,
    "192.0.2.33|Mobile|no answer",
    "written",
  ],
];
for (const [what, row, to, result, after, said] of NOTED) {
  Deno.test(what, () => {
    const table = readTimes(`${HEADER}${row}\n`);
    const noted = noteTime(table, to, result);
    assertEquals(table.rows.map((row) => Object.values(row).join("|")), [after]);
    if (typeof said === "string") assertEquals(noted.kind, said);
    else assertEquals(noted.kind === "kept" && said.test(noted.why), true, JSON.stringify(noted));
    if (said !== "written") assertEquals(table.text, `${HEADER}${row}\n`);
  });
}

Deno.test("a destination that is not there gets a row, but not for ping's own words", () => {
  const table = readTimes("");
  noteTime(table, GITHUB, { times: [], problem: "unknown option" });
  assertEquals(table.rows, []);
  noteTime(table, GITHUB, FAST);
  assertEquals(table.rows.map((row) => Object.values(row)), [[
    "192.0.2.33",
    "github.com",
    "5 ms, 6 ms",
  ]]);
});

Deno.test("the phone's IP is that of IPs.txt, or else what the table says", () => {
  const mobile = (text: string, phone?: string) =>
    exercise(readTimes(text), "192.0.2.7", phone)[3].ip;
  assertEquals(mobile(`${HEADER}| 10.1.1.1 | Mobile | |`), "10.1.1.1");
  assertEquals(mobile(`${HEADER}| 10.1.1.1 | Mobile | |`, "10.2.2.2"), "10.2.2.2");
  assertEquals(mobile(`${HEADER}| your phone's IP | Mobile | |`), "");
  assertEquals(mobile(""), "");
});
