import { assert, assertEquals } from "@std/assert";
import { isOwnIP, ownName } from "../../../lib/tools/board/host.ts";
import { kindOfIP } from "../../../lib/tools/board/kind.ts";

const own = Deno.networkInterfaces().filter(({ scopeid }) => !scopeid)
  .map(({ address }) => address.includes(":") ? `[${address}]` : address);

const HOSTS: [string | null, boolean][] = [
  ["localhost", true],
  ["LOCALHOST:8000", true],
  ["127.0.0.1", true],
  ["127.0.0.1:8000", true],
  ["127.0.0.9:1", true],
  ["[::1]:8000", true],
  ["[0:0:0:0:0:0:0:1]:8000", true],
  ["[::ffff:127.0.0.1]", true],
  ...own.map((ip): [string, boolean] => [`${ip}:8000`, true]),
  ["teacher.lab:8000", true],
  [null, false],
  ["", false],
  [":8000", false],
  ["evil.example", false],
  ["evil.example:8000", false],
  ["localhost.evil.example", false],
  ["127.0.0.1.evil.example", false],
  ["localhost:8000, evil.example", false],
  ["evil.example@127.0.0.1", false],
  ["127.0.0.1:8000:8000", false],
  ["203.0.113.9:8000", false],
  ["[2001:db8::bad]:8000", false],
  ["[::1", false],
  ["0x7f000001", false],
  ["2130706433", false],
];
for (const [host, ours] of HOSTS) {
  Deno.test(`the Host ${JSON.stringify(host)} is ${ours ? "" : "not "}this computer's`, () => {
    assertEquals(ownName(host, "teacher.lab") !== undefined, ours);
  });
}

Deno.test({
  name: "without the permission to see its IPs, any IP may be this computer's, but no name",
  permissions: { net: true },
  fn() {
    assert(ownName("203.0.113.9:8000", "0.0.0.0"));
    assert(ownName("[2001:db8::7]:8000", "0.0.0.0"));
    assertEquals(ownName("evil.example:8000", "0.0.0.0"), undefined);
    assertEquals(isOwnIP("203.0.113.9"), undefined);
  },
});

const KINDS: [string, string][] = [
  ["127.0.0.1", "The loopback IP"],
  ["::1", "The loopback IP"],
  ["10.1.128.39", "A private IP (IPv4)"],
  ["172.16.0.1", "A private IP (IPv4)"],
  ["172.31.255.255", "A private IP (IPv4)"],
  ["192.168.1.36", "A private IP (IPv4)"],
  ["169.254.7.7", "A link-local IP (IPv4)"],
  ["100.64.0.1", "A shared IP (IPv4)"],
  ["172.32.0.1", "A public IP (IPv4)"],
  ["100.128.0.1", "A public IP (IPv4)"],
  ["212.128.240.50", "A public IP (IPv4)"],
  ["fe80::1%eth0", "A link-local IP (IPv6)"],
  ["fd00::2", "A private IP (IPv6"],
  ["2001:db8::7", "A public IP (IPv6)"],
];
for (const [ip, kind] of KINDS) {
  Deno.test(`${ip}: ${kind}`, () => assertEquals(kindOfIP(ip).startsWith(kind), true));
}
