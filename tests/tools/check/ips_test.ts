/** The table of exercise 1, in the shapes that students give it. */
import { assertEquals } from "@std/assert";
import { checkIPs } from "../../../lib/tools/check/exercises/ips.ts";

const DONE: Record<string, string> = {
  "pipes, as in the handout": `
|Machine      | Interface   | Date        |  Place             |   IP            |
|-------------|-------------|-------------|--------------------|-----------------|
|mobile       | Wifi        | 25/02/2020  | Home               | 192.168.1.33    |
|Lab computer | Wire        | 25/02/2020  | Alcorcón lab       | 192.168.124.41  |
|.....        | .....       | .....       | ..........         | ..............  |
`,
  "tabs and blanks, no last line end":
    "Machine\t\tInterface\tDate\t\tPlace\t\tIP\nMobile\t\tWifi\t\t25/02/2020\tAlcorcón Lab\t10.1.128.39\n" +
    "Lab Computer\tWire\t\t25/02/2020\tAlcorcón Lab\t192.168.124.41\nMobile\t\tWifi\t\t26/02/2020\tHome\t\t192.168.1.40",
  "a single blank between a town and its IP": `
Machine   Interface  Date        Place  IP
mobile    Wifi       25/02/2020  Townname 192.168.1.33
computer  Wire       25/02/2020  New Town Lab 192.168.124.41
`,
  "prose": `
phone ip: 10.1.128.39  2/05  Alcorcon
laptop ip: 192.168.1.40  3/05  My house(TOWN)
`,
  "a year first, and a month's name": `
mobile | Wifi | 2020-Feb-24 | home | 192.168.1.33
home computer | Wifi | 2020-April-05 | Alcorcón(Home) | 192.168.1.34
`,
  "a month's name in the middle": `
phone      wifi   12 april 2020   My house   192.168.0.12
pc         wire   12 april 2020   My house   192.168.0.15
`,
  "short dates": "Laptop\tWifi\t26/02/20\tLab\t10.0.0.7\nphone\tWifi\t25/02\tlab\t10.0.0.8\n",
  "a continuation line": `
Machine      Interface   Date         Place    IP
mobile       Wifi        25/02/2020   Lab      10.1.128.39
                                      Home     192.168.1.33
Lab computer Wire        25/02/2020   Lab      192.168.124.41
`,
  "a continuation line at the beginning of the line": `
mobile       Wifi        25/02/2020   Lab      10.1.128.39
Home  192.168.1.33
Lab computer Wire        25/02/2020   Lab      192.168.124.41
`,
  "a machine over its two places": `
mobile   Wifi   25/02/2020
    Home  192.168.1.33
    Lab   10.1.128.39
laptop   Wifi   25/02/2020   Home   192.168.1.34
`,
  "a full stop behind an IP, a stray pipe, a rule in the middle": `
mobile | Wifi | 25/02/2020 | Home | 192.168.1.33.
-------------------------------------------------
| laptop | Wifi | 25/02/2020 | | Lab | 192.168.124.41 ||
`,
  "a file of Python with pipes in its title only": `
print(f"------| Exercise 1 |------")
#  Machine      Interface   Date         Place    IP
#  mobile       Wifi        25/02/2020   Home     192.168.1.33
#  computer     Wifi        25/02/2020   Home     192.168.1.34
`,
  "a Python text of three quotes": `"""
mobile | Wifi | 25/02/2020 | Home | 192.168.1.33
computer | Wifi | 25/02/2020 | Home | 192.168.1.34
"""`,
  "a public-looking IP, and a router's": `
mobile | Wifi | 25/02/2020 | Home | 92.168.1.33
computer | Wifi | 25/02/2020 | Home | 192.168.1.1
`,
  "no interface": `
mobile | 25/02/2020 | Home | 192.168.1.33
computer | 25/02/2020 | Home | 192.168.1.34
`,
  "the row of the template that nobody filled in": `
mobile | Wifi | 25/02/2020 | Home | 192.168.1.33
computer | Wifi | 25/02/2020 | Home | 192.168.1.34
mobile | Wifi | | |
`,
  "IPv6": `
mobile | Wifi | 25/02/2020 | Home | 2001:db8::7
computer | Wifi | 25/02/2020 | Home | fe80:0:0:0:0:0:0:1
`,
  "phones by their make": `
Samsung Galaxy | Wifi | 25/02/2020 | Home | 192.168.1.33
MacBook Pro | Wifi | 25/02/2020 | Home | 192.168.1.34
`,
  "the place first": `
Home: mobile, 192.168.1.33, 25 Feb 2020
Lab: computer, 192.168.124.41, Feb 25th, 2020
`,
  "a block of lines for each machine, in any order": `
Machine: mobile
Interface: Wifi
Date: 25/02/2020
Place: Home
IP: 192.168.1.33

IP: 192.168.1.34
Machine: HP
Place: My house
Date: 25 Feb 2020
Interface: Wifi
`,
  "blocks with the machine as their heading, and bullets": `
# My IPs

**My phone**
- Interface: Wifi
- Date: 25/02/2020
- Place: Home
- IP address: 192.168.1.33

Lenovo:
- Interface: Wifi
- Date: 25/02/2020
- Place: Lab
- IP address: 2001:db8::7
`,
  "a table that is turned": `
| Machine   | mobile       | lambda03     |
|-----------|--------------|--------------|
| Interface | Wifi         | Wire         |
| Date      | 25/02/2020   | 26/02/2020   |
| Place     | Home         | Alcorcón lab |
| IP        | 192.168.1.33 | 10.1.2.3     |
`,
  "a turned table with tabs": "Machine\tmobile\tMac\nInterface\tWifi\tWire\nDate\t25/02\t26/02\n" +
    "Place\tHome\tHome\nIP\t192.168.1.33\t10.1.2.3\n",
  "computers of many names": `
Machine      Interface   Date         Place    IP
mobile       Wifi        25/02/2020   Lab      10.1.128.39
                                      Home     192.168.1.33
lambda03     Wire        25/02/2020   Lab      192.168.124.41
Lab machine  Wire        25/02/2020   Lab      192.168.124.42
`,
  "a Mac, with pipes": `
| Mac | Wifi | 25/02/2020 | Home | 192.168.1.34 |
| mobile | Wifi | 25/02/2020 | Home | 192.168.1.33 |
`,
  "zeros before the numbers of an IP": `
mobile | Wifi | 25/02/2020 | Home | 192.168.001.033
computer | Wifi | 25/02/2020 | Home | 192.168.001.034
`,
  "dots and hyphens in the date": `
mobile | wifi | 25.02.2020 | Home | 192.168.1.33
computer | wifi | 2020-02-25 | Home | 192.168.1.34
`,
};

const NOT_DONE: Record<string, [table: string, reason: string]> = {
  "nothing": ["", "The file is empty."],
  "blanks only": [" \n\t\n", "The file is empty."],
  "the handout's template": [
    `
|Machine      | Interface   | Date        |  Place             |   IP            |
|-------------|-------------|-------------|--------------------|-----------------|
|mobile       | Wifi        |             |                    |                 |
|Lab computer | Wire        |             |                    |                 |
|.....        | .....       | .....       | ..........         | ..............  |
`,
    "There is no complete row for your computer. There is no complete row for your phone.",
  ],
  "a heading is no machine, and a month is no date": [
    "My IPs of this week, 2020\nmobile | Wifi | February 2020 | Home | 192.168.1.33\n" +
    "laptop | Wifi | 02/2020 | Home | 192.168.1.34\n",
    'The row of "mobile" has no day (February 2020). The row of "laptop" has no day (02/2020).',
  ],
  "a block without its date, and one without its place": [
    "Machine: mobile\nInterface: Wifi\nPlace: Home\nIP: 192.168.1.33\n\n" +
    "Machine: laptop\nInterface: Wifi\nDate: 25/02/2020\nPlace:\nIP: 192.168.1.34\n",
    'The row of "mobile" has no date. The row of "laptop" has no place.',
  ],
  "a turned table with a cell that is blank": [
    "| Machine | mobile | laptop |\n| Interface | Wifi | Wifi |\n| Date | 25/02/2020 | 25/02/2020 |\n" +
    "| Place | Home | Home |\n| IP | | 192.168.1.34 |\n",
    'The row of "mobile" has no IP.',
  ],
  "a computer of any name without its place": [
    "mobile | Wifi | 25/02/2020 | Home | 192.168.1.33\nHP | Wire | 25/02/2020 | | 192.168.1.34",
    "There is no complete row for your computer.",
  ],
  "no IP": [
    "mobile | Wifi | 25/02/2020 | Home |\nlaptop | Wifi | 25/02/2020 | Home | 192.168.1.34",
    'The row of "mobile" has no IP.',
  ],
  "no date": [
    "mobile | Wifi | | Home | 192.168.1.33\nlaptop | Wifi | 25/02/2020 | Home | 192.168.1.34",
    'The row of "mobile" has no date.',
  ],
  "no place": [
    "mobile | Wifi | 25/02/2020 | | 192.168.1.33\nlaptop | Wifi | 25/02/2020 | Home | 192.168.1.34",
    'The row of "mobile" has no place.',
  ],
  "the handout's words for a place": [
    "mobile | Wifi | 25/02/2020 | home/Alcorcon Lab | 192.168.1.33\n" +
    "laptop | Wifi | 25/02/2020 | Home | 192.168.1.34",
    'The row of "mobile" has no place.',
  ],
  "a network mask for an IP": [
    "mobile Wifi 25/02/2020 Home 192.168.1.33\nLab computer Wire 25/02/2020 Lab 255.255.224.0",
    'The row of "Lab computer" has no IP (255.255.224.0 cannot be the IP of a machine).',
  ],
  "an IP that is none": [
    "mobile Wifi 25/02/2020 Home 192.168.1.333\npc Wire 25/02/2020 Lab 10.0.0.1",
    'The row of "mobile" has no IP (192.168.1.333 cannot be the IP of a machine).',
  ],
  "a continuation line without its IP": [
    "mobile  Wifi  25/02/2020  Lab  10.1.128.39\n" +
    "                          Home\nlaptop  Wifi  25/02/2020  Home  192.168.1.34",
    'The row of "mobile" has no IP.',
  ],
  "no phone": [
    "Lab computer | Wire | 25/02/2020 | Lab | 192.168.124.41",
    "There is no complete row for your phone.",
  ],
  "no computer": [
    "mobile | Wifi | 25/02/2020 | Lab | 192.168.124.41",
    "There is no complete row for your computer.",
  ],
  "a MAC address for an IP": [
    "mobile Wifi 25/02/2020 Home 00:1b:44:11:3a:b7\npc Wire 25/02/2020 Lab 10.0.0.1",
    'The row of "mobile" has no IP.',
  ],
};

Deno.test("IPs done, with a note: an IP that a virtual machine has made", () => {
  const table = "mobile | Wifi | 25/02/2020 | Home | 192.168.1.33\n" +
    "laptop | Wire | 25/02/2020 | Home | 192.168.56.1\n";
  assertEquals(checkIPs(table), {
    status: "done",
    reason: "2 rows, each with its date, place and IP. A note: 192.168.56.1 looks like one that " +
      "VirtualBox made up within the computer; IPs.ts shows the computer's own.",
    hint: "",
  });
});

for (const [name, table] of Object.entries(DONE)) {
  Deno.test(`IPs done: ${name}`, () => {
    const { status, reason } = checkIPs(table);
    assertEquals([status, reason.replace(/^\d+ /, "")], [
      "done",
      "rows, each with its date, place and IP.",
    ]);
  });
  Deno.test(`IPs done with a Windows editor's line ends: ${name}`, () => {
    assertEquals(checkIPs(table.replaceAll("\n", "\r\n")).status, "done");
  });
}

for (const [name, [table, expected]] of Object.entries(NOT_DONE)) {
  Deno.test(`IPs not done: ${name}`, () => {
    const { status, reason } = checkIPs(table);
    assertEquals([status, reason], ["not done", expected]);
  });
}
