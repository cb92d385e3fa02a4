import { assertEquals } from "@std/assert";
import { type Interface, interfaces, medium, whyUnreachable } from "../../lib/system/interfaces.ts";

const LEFT_OUT: [string, string, string | undefined][] = [
  ["lo", "127.0.0.1", "only this computer itself"],
  ["lo", "::1", "only this computer itself"],
  ["enp3s0", "169.254.10.1", "the computer gave it to itself"],
  ["enp3s0", "fe80::1", "it only works between neighbours"],
  ["docker0", "172.17.0.1", "it is for containers"],
  ["br-1a2b3c", "172.18.0.1", "it is for containers"],
  ["vEthernet (WSL)", "172.30.0.1", "it is for containers"],
  ["enp3s0", "192.0.2.7", undefined],
  ["wlp2s0", "2001:db8::7", undefined],
];
for (const [name, address, why] of LEFT_OUT) {
  Deno.test(`${name} ${address} is ${why ? `left out: ${why}` : "one that others reach"}`, () => {
    const told = whyUnreachable({ name, address } as Interface);
    assertEquals(told?.slice(0, why?.length), why);
  });
}

const KINDS: [string, string | undefined][] = [
  ["wlan0", "Wifi"],
  ["wlp2s0", "Wifi"],
  ["Wi-Fi", "Wifi"],
  ["eth0", "Wire"],
  ["enp3s0", "Wire"],
  ["Ethernet 2", "Wire"],
  ["tun0", undefined],
];
for (const [name, kind] of KINDS) {
  Deno.test({
    name: `${name} is ${kind ?? "asked for"}`,
    ignore: Deno.build.os === "darwin",
    fn: () => assertEquals(medium(name), kind),
  });
}

Deno.test("IPv4 comes first", () => {
  const families = interfaces().map(({ family }) => family);
  assertEquals(families, families.toSorted());
});
