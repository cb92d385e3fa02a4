import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../../lib/error.ts";
import { fitsCell, type Row, Table } from "../../../lib/tools/notes/table.ts";

const COLUMNS = ["Name", "IP"];
const table = (text: string) => new Table(text, COLUMNS, "test.txt");
const ROW = { Name: "laptop", IP: "192.0.2.7" };

Deno.test("an empty file becomes a table", () => {
  const empty = table("");
  empty.add(ROW);
  assertEquals(empty.rows, [ROW]);
  assertEquals(table(empty.text).rows, [ROW]);
  assertEquals(empty.text.split("\n").length, 4);
});

Deno.test("blank lines, their ends and a byte order mark stay before a new table", () => {
  for (const [before, end] of [["\ufeff", "\n"], ["\n \n", "\n"], ["\ufeff\r\n", "\r\n"]]) {
    const it = table(before);
    it.add(ROW);
    assert(it.text.startsWith(`${before}| Name `), JSON.stringify(it.text));
    assertEquals(it.text.match(/\r?\n/g)?.at(-1), end);
    assertEquals(table(it.text).rows, [ROW]);
  }
});

Deno.test("a new table is even, whatever stands in it", () => {
  const it = table("");
  it.add({ Name: "a|b", IP: "2001:db8:1234:5678:90ab:cdef:1234:5678" });
  it.add({ Name: "Alcorco\u0301n, the laboratory", IP: "" });
  it.set(1, "IP", "1");
  const bars = it.text.normalize("NFC").trim().split("\n")
    .map((line) => [...line].flatMap((c, i) => c === "|" && line[i - 1] !== "\\" ? [i] : []));
  assertEquals(bars.length, 4);
  for (const row of bars) assertEquals(row, bars[0]);
  assertEquals(table(it.text).rows, it.rows);
});

/** A table in some format, and what it is with a row more. */
const SLOPPY: [string, string, string][] = [
  [
    "pipes",
    "| Name | IP |\n|---|---|\n| a | 1 |\n",
    "| Name | IP |\n|---|---|\n| a | 1 |\n| laptop | 192.0.2.7 |\n",
  ],
  [
    "no outer pipes",
    "Name | IP\n--- | ---\na|1",
    "Name | IP\n--- | ---\na|1\nlaptop | 192.0.2.7\n",
  ],
  ["tabs", "Name\tIP\na\t1\n", "Name\tIP\na\t1\nlaptop\t192.0.2.7\n"],
  [
    "blanks",
    "Name      IP\n-----------\na         1\n\nThe end",
    "Name      IP\n-----------\na         1\nlaptop    192.0.2.7\n\nThe end",
  ],
  ["single blanks", "NAME IP\nphone 1\n", "NAME IP\nphone 1\nlaptop  192.0.2.7\n"],
  [
    "tabs and blanks, lined up by eye",
    "Name\t\tIP\nmy phone\t1",
    "Name\t\tIP\nmy phone\t1\nlaptop\t\t192.0.2.7\n",
  ],
  [
    "other columns, other order",
    "|ip|note|NAME|\n|1|x|a|\n",
    "|ip|note|NAME|\n|1|x|a|\n| 192.0.2.7 |    | laptop |\n",
  ],
  [
    "text around it",
    "My IPs\n\nName | IP\n\nThe end\n",
    "My IPs\n\nName | IP\nlaptop | 192.0.2.7\n\nThe end\n",
  ],
  ["Windows' ends", "Name | IP\r\na | 1\r\n", "Name | IP\r\na | 1\r\nlaptop | 192.0.2.7\r\n"],
  [
    "mixed ends",
    "x\r\nName | IP\r\na | 1\n\r\ny\rz",
    "x\r\nName | IP\r\na | 1\nlaptop | 192.0.2.7\n\r\ny\rz",
  ],
  ["a byte order mark", "\ufeffName|IP\n", "\ufeffName|IP\nlaptop | 192.0.2.7\n"],
  [
    "blank lines between its rows",
    "|Name|IP|\n\n|a|1|\n\n|b|2|\n",
    "|Name|IP|\n\n|a|1|\n\n|b|2|\n| laptop | 192.0.2.7 |\n",
  ],
  [
    "another table below",
    "|Name|IP|\n|a|1|\n\n|Mask|of|all|\n|x|y|z|\n",
    "|Name|IP|\n|a|1|\n| laptop | 192.0.2.7 |\n\n|Mask|of|all|\n|x|y|z|\n",
  ],
];
for (const [what, text, result] of SLOPPY) {
  Deno.test(`a table with ${what} keeps its format`, () => {
    const it = table(text);
    it.add(ROW);
    assertEquals(it.text, result);
    assertEquals(table(it.text).rows.at(-1), ROW);
  });
}

Deno.test("a ragged row is read, and a cell of it can be written", () => {
  const it = table("| Name | IP | Time |\n|a\n|  b |2| x | more |\nc | 3\n");
  assertEquals(it.rows, [{ Name: "a", IP: "" }, { Name: "b", IP: "2" }, { Name: "c", IP: "3" }]);
  const ragged = new Table("| Name | IP | Time |\n| b |2|\nc | 3\n", ["Name", "IP", "Time"], "x");
  ragged.set(0, "Time", "1 ms");
  ragged.set(1, "Time", "2 ms");
  assertEquals(ragged.rows.map(({ Time }) => Time), ["1 ms", "2 ms"]);
  assertEquals(ragged.rows.map(({ Name }) => Name), ["b", "c"]);
});

const TIMES = ["Destination IP", "Name (if known)", "Time"];
/** A row below a header, how it is read, and how it is once its time and its IP are written. */
const CELLS: [string, string, string, string[], string][] = [
  [
    "without outer pipes, a row that has them begins with an empty cell",
    "Destination IP | Name (if known) | Time",
    "|github.com|",
    ["", "github.com", ""],
    " 10.0.0.1 |github.com| 5 ms",
  ],
  [
    "or has them indeed",
    "Destination IP | Name (if known) | Time",
    "| 1.1.1.1 | one | |",
    ["1.1.1.1", "one", ""],
    "| 10.0.0.1 | one | 5 ms |",
  ],
  [
    "a name stands below its column",
    "Destination IP    Name (if known)    Time",
    "                  github.com",
    ["", "github.com", ""],
    "10.0.0.1          github.com         5 ms",
  ],
  [
    "an IP alone",
    "Destination IP    Name (if known)    Time",
    "8.8.8.8",
    ["8.8.8.8", "", ""],
    "10.0.0.1                             5 ms",
  ],
  [
    "what is too long moves on",
    "Destination IP  Name (if known)  Time",
    "8.8.8.8         the server of Google  7 ms",
    ["8.8.8.8", "the server of Google", "7 ms"],
    "10.0.0.1        the server of Google  5 ms",
  ],
  ["blanks in the singular", "Destination IP Name (if known) Time", "1.1.1.1 one 3", [
    "1.1.1.1",
    "one",
    "3",
  ], "10.0.0.1  one  5 ms"],
  [
    "tabs by eye",
    "Destination IP\tName (if known)\tTime",
    "\t\tgithub.com",
    ["", "github.com", ""],
    "10.0.0.1\tgithub.com\t5 ms",
  ],
  [
    "tabs of a spreadsheet, and none at the end",
    "Destination IP\tName (if known)\tTime",
    "\tgithub.com",
    ["", "github.com", ""],
    "10.0.0.1\tgithub.com\t5 ms",
  ],
  [
    "more cells than columns",
    "Destination IP  Name (if known)  Time",
    "8.8.8.8         Google           7 ms  8 ms  mine",
    ["8.8.8.8", "Google", "7 ms  8 ms  mine"],
    "10.0.0.1        Google           5 ms",
  ],
  [
    "tabs of a spreadsheet",
    "Destination IP\tName (if known)\tTime",
    "\tgithub.com\t",
    ["", "github.com", ""],
    "10.0.0.1\tgithub.com\t5 ms",
  ],
];
for (const [what, header, line, cells, written] of CELLS) {
  Deno.test(`a row by its header: ${what}`, () => {
    const it = new Table(`${header}\n${line}\n`, TIMES, "x");
    assertEquals(it.rows.map((row) => TIMES.map((name) => row[name])), [cells]);
    it.set(0, "Time", "5 ms");
    it.set(0, "Destination IP", "10.0.0.1");
    assertEquals(it.text, `${header}\n${written}\n`);
    assertEquals(it.rows[0], { ...it.rows[0], Time: "5 ms", "Destination IP": "10.0.0.1" });
  });
}

/** What students' own tables look like: their headings, and their rows. */
const SHAPES: [string, string][] = [
  ["tabs between the headings, blanks in the rows", "Destination IP\tName (if known)\tTime\nROWS"],
  ["pipes between the headings alone", "Destination IP | Name (if known) | Time\nROWS"],
  ["pipes around them, too", "| Destination IP | Name (if known) | Time |\n|---|---|---|\nROWS"],
  ["a blank line below the headings", "Destination IP    Name (if known)    Time\n\nROWS"],
  ["the same with tabs", "Destination IP\tName (if known)\tTime\n\nROWS"],
  ["headings that are shorter", "DestinationIP    Name    Time\nROWS"],
  ["shorter ones with single blanks", "DestinationIP Name Time\nROWS"],
  ["shorter ones with pipes", "| DestinationIP | Name | Time |\nPIPED"],
];
const ROWS = "8.8.8.8            Google            3.94, 3.98 ms\n" +
  "212.128.255.129    f-l3208-pc01\n140.82.121.4       github.com        20 ms\n";
const PIPED = ROWS.replaceAll(/ {2,}/g, " | ");
for (const [what, shape] of SHAPES) {
  Deno.test(`a table with ${what} has its rows once`, () => {
    const it = new Table(shape.replace("ROWS", ROWS).replace("PIPED", PIPED), TIMES, "x");
    assertEquals(it.rows.map((row) => TIMES.map((name) => row[name])), [
      ["8.8.8.8", "Google", "3.94, 3.98 ms"],
      ["212.128.255.129", "f-l3208-pc01", ""],
      ["140.82.121.4", "github.com", "20 ms"],
    ]);
    it.set(1, "Time", "no answer");
    it.add({ "Destination IP": "", "Name (if known)": "wikipedia.org", Time: "5 ms" });
    const again = new Table(it.text, TIMES, "x");
    assertEquals(again.rows.length, 4);
    assertEquals(again.rows[1].Time, "no answer");
    assertEquals(again.rows[3], it.rows[3]);
    assertEquals(again.rows[3]["Name (if known)"], "wikipedia.org");
  });
}

Deno.test("text without the columns is left alone, and the line to write is shown", () => {
  assertThrows(
    () => table("my homework\n"),
    UserError,
    "test.txt has no line with the columns Name, IP: left as it is.",
  );
  const nearly = "| Address | Name | Time |\n| 8.8.8.8 | Google | |\n";
  const error = assertThrows(() => new Table(nearly, TIMES, "Ex2.txt"), UserError);
  const line = error.message.split("\n").at(-1)!;
  assertEquals(line, "| Destination IP | Name (if known) | Time |");
  // Written above the rows, it is understood
  assertEquals(new Table(`${line}\n${nearly}`, TIMES, "Ex2.txt").rows.at(-1)?.Time, "");
  const blank = assertThrows(() => table("Nombre  IP\nphone  1\n"), UserError).message;
  assertEquals(table(`${blank.split("\n").at(-1)}\nphone  1\n`).rows, [{ Name: "phone", IP: "1" }]);
});

Deno.test("a cell that is written between blanks changes no other", () => {
  const cell = fc.constantFrom("a", "one two", "1.1.1.1", "a long name of a place", "");
  const gap = fc.constantFrom("  ", "\t", "      ", "\t\t", " \t");
  const header = fc.constantFrom("A  B  C", "A\tB\tC", "A B C", "A     B\t\tC");
  const line = fc.array(fc.tuple(cell, gap), { maxLength: 5 }).map((all) => all.flat().join(""));
  fc.assert(fc.property(header, line, fc.nat(2), (header, line, at) => {
    const it = new Table(`${header}\n${line}\n`, ["A", "B", "C"], "x");
    if (it.rows.length === 0) return;
    const column = "ABC"[at];
    const words = (text: string) => text.split(/\s+/).filter(Boolean).sort();
    const all = words(line);
    for (const word of words(it.rows[0][column])) all.splice(all.indexOf(word), 1);
    it.set(0, column, "xyz");
    assertEquals(words(it.text.split("\n")[1]), words(`${all.join(" ")} xyz`));
  }));
});

const cell = fc.string({ unit: "grapheme" }).map((text) => text.trim()).filter(fitsCell);
const row = fc.record({ Name: cell, IP: cell });
/** Neither a rule of lines nor a backslash, which stands before a pipe that is none. */
const isPlain = ({ Name, IP }: Row) => /[^\s|:+=-]/.test(Name) && !/\\/.test(Name + IP);

Deno.test("whatever is added is read back, and what was there stays to the byte", () => {
  const header = fc.constantFrom("|Name|IP|\n", "Name | IP\n", "| Name | IP |\r\n|--|--|\r\n", "");
  fc.assert(fc.property(header, fc.array(row), (header, rows) => {
    const it = table(header);
    const plain = rows.filter(isPlain);
    for (const row of plain) it.add(row);
    assertEquals(table(it.text).rows, plain);
    assertEquals(it.text.startsWith(header.trimEnd()), true);
  }));
});

Deno.test("a cell that is written changes no other", () => {
  fc.assert(fc.property(fc.array(row, { minLength: 1 }), fc.nat(), cell, (rows, at, value) => {
    const plain = rows.filter(isPlain);
    if (plain.length === 0 || value.includes("\\")) return;
    const it = table("");
    for (const row of plain) it.add(row);
    it.set(at % plain.length, "IP", value);
    const expected = plain.map((row, i) => i === at % plain.length ? { ...row, IP: value } : row);
    assertEquals(table(it.text).rows, expected);
  }));
});

Deno.test("a row goes between what was there, and nothing else changes", () => {
  const part = fc.constantFrom(
    ...["a", "|", " ", "  ", "\t", "\n", "\r\n", "\r", "-", "1.1.1.1", "ñ", "\\|", "--|--\n"],
  );
  const text = fc.array(part, { maxLength: 40 }).map((parts) => parts.join(""));
  const header = fc.constantFrom("|Name|IP|", "Name|IP", "Name  IP", "Name\tIP", "Name\t\tIP");
  const end = fc.constantFrom("\n", "\r\n", "");
  fc.assert(fc.property(text, header, end, text, (before, header, end, after) => {
    const whole = `${before}\n${header}${end}${end && after}`;
    const it = table(whole);
    assertEquals(it.text, whole);
    it.add({ Name: "xyz", IP: "9.9.9.9" });
    const at = it.text.indexOf("xyz");
    const row = it.text.slice(0, at).search(/[^\r\n]*$/);
    const rest = it.text.slice(at).match(/^[^\r\n]*(\r*\n|\r+)?([^]*)$/)![2];
    const without = it.text.slice(0, row) + rest;
    // A line that ended the file without an end has one now
    assert(without.replace(whole, "").trim() === "" && without.startsWith(whole));
  }));
});
