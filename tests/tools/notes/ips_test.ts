import { assertEquals } from "@std/assert";
import { noteIPs, phoneIP, readIPs } from "../../../lib/tools/notes/ip-table.ts";

const PHONE = {
  Machine: "mobile",
  Interface: "Wifi",
  Date: "2026-11-23",
  Place: "home",
  IP: "10.1.128.39",
};
const HANDOUT = `|Machine      | Interface   | Date        |  Place             |   IP            |
|-------------|-------------|-------------|--------------------|-----------------|
|mobile       | Wifi        |             |                    |                 |
|Lab computer | Wire        |             |                    |                 |
|.....        | .....       | .....       | ..........         | ..............  |
`;

Deno.test("a row that the handout begins is completed, and lines up", () => {
  const computer = { ...PHONE, Machine: "lab Computer", Interface: "Wire", IP: "192.0.2.7" };
  const { text, result } = noteIPs(HANDOUT, [PHONE, computer]);
  assertEquals(result.length, 2);
  assertEquals(text.split("\n").slice(2, 4), [
    "|mobile       | Wifi        | 2026-11-23  | home               | 10.1.128.39     |",
    "|Lab computer | Wire        | 2026-11-23  | home               | 192.0.2.7       |",
  ]);
  assertEquals(readIPs(text).rows.length, 3);
});

Deno.test("a row of another place, interface or machine is not touched", () => {
  for (const change of [{ Place: "Lab" }, { Interface: "Wire" }, { Machine: "tablet" }]) {
    const begun = { ...PHONE, ...change, IP: "" };
    const text = `Machine|Interface|Date|Place|IP\n${Object.values(begun).join("|")}\n`;
    const noted = noteIPs(text, [PHONE]).text;
    assertEquals(readIPs(noted).rows, [begun, PHONE]);
    assertEquals(noted.startsWith(text), true);
  }
});

Deno.test("what the table has of today is not written again", () => {
  const { text, result } = noteIPs("", [PHONE]);
  assertEquals(result, [PHONE]);
  assertEquals(noteIPs(text, [PHONE]), { text, result: [] });
  assertEquals(noteIPs(text, [{ ...PHONE, Date: "2026-11-24" }]).result.length, 1);
});

const PHONES: [string, string | undefined][] = [
  [
    "mobile|Wifi|d|home|10.1.128.38\nmobile|Wifi|d|Lab|10.1.128.39\ncomputer|10.0.0.1",
    "10.1.128.39",
  ],
  ["My phone ip: 10.1.128.39.  2/05  Town", "10.1.128.39"],
  ["Móvil\tWifi\t25/02/2020\tcasa\t2001:db8::7", "2001:db8::7"],
  ["mobile Wifi 25.02.2020 12:30 home 10.1.128.39", "10.1.128.39"],
  ["mobile Wifi 25/02/2020 home", undefined],
  ["computer 10.1.128.39", undefined],
  ["mobile 10.1.128.390", undefined],
  ["", undefined],
];
for (const [text, ip] of PHONES) {
  Deno.test(`the phone's IP in ${JSON.stringify(text)} is ${ip}`, () => {
    assertEquals(phoneIP(text), ip);
  });
}
