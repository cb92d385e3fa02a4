import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../lib/error.ts";
import { fitsCell, Table } from "../../lib/notes/table.ts";

const COLUMNS = ["Name", "IP"];
const table = (text: string) => new Table(text, COLUMNS, "test.txt");
const ROW = { Name: "laptop", IP: "192.0.2.7" };

Deno.test("an empty file becomes a table", () => {
  const empty = table("\n \n");
  empty.add(ROW);
  assertEquals(empty.rows, [ROW]);
  assertEquals(table(empty.text).rows, [ROW]);
  assertEquals(empty.text.split("\n").length, 6);
  assertEquals(empty.text.startsWith("\n \n|"), true);
});

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
    "other columns, other order",
    "|ip|note|NAME|\n|1|x|a|\n",
    "|ip|note|NAME|\n|1|x|a|\n| 192.0.2.7 |    | laptop |\n",
  ],
  [
    "text around it",
    "My IPs\n\nName | IP\n\nThe end\n",
    "My IPs\n\nName | IP\nlaptop | 192.0.2.7\n\nThe end\n",
  ],
  ["Windows", "Name | IP\r\na | 1\r\n", "Name | IP\r\na | 1\r\nlaptop | 192.0.2.7\r\n"],
  ["a byte order mark", "\ufeffName|IP\n", "\ufeffName|IP\nlaptop | 192.0.2.7\n"],
];
for (const [what, text, result] of SLOPPY) {
  Deno.test(`a table with ${what} keeps its manner`, () => {
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

Deno.test("text without the columns is left alone", () => {
  assertThrows(
    () => table("my homework\n"),
    UserError,
    "test.txt has no line with the columns Name, IP",
  );
});

const cell = fc.string({ unit: "grapheme" }).map((text) => text.trim()).filter(fitsCell);
const row = fc.record({ Name: cell, IP: cell });

Deno.test("whatever is added is read back, and what was there stays to the byte", () => {
  const header = fc.constantFrom("|Name|IP|\n", "Name | IP\n", "| Name | IP |\r\n|--|--|\r\n");
  fc.assert(fc.property(header, fc.array(row), (header, rows) => {
    const it = table(header);
    // A row of nothing but lines looks like the rule below the names
    const clean = rows.filter(({ Name, IP }) => /[^\s|:+=-]/.test(Name) && !/\\/.test(Name + IP));
    for (const row of clean) it.add(row);
    assertEquals(table(it.text).rows, clean);
    assertEquals(it.text.startsWith(header.trimEnd()), true);
  }));
});

Deno.test("a cell that is written changes no other", () => {
  fc.assert(fc.property(fc.array(row, { minLength: 1 }), fc.nat(), cell, (rows, at, value) => {
    const clean = rows.filter(({ Name, IP }) => /[^\s|:+=-]/.test(Name) && !/\\/.test(Name + IP));
    if (clean.length === 0 || value.includes("\\")) return;
    const it = table("");
    for (const row of clean) it.add(row);
    it.set(at % clean.length, "IP", value);
    const expected = clean.map((row, i) => i === at % clean.length ? { ...row, IP: value } : row);
    assertEquals(table(it.text).rows, expected);
  }));
});
