import { assertEquals } from "@std/assert";
import {
  allInterfaces,
  type Interface,
  interfaces,
  medium,
  ownIPs,
  virtual,
  whyUnreachable,
} from "../../lib/system/interfaces.ts";

/** Calls with these interfaces in place of this computer's. */
function having<T>(all: Partial<Interface>[], call: () => T): T {
  const { networkInterfaces } = Deno;
  Deno.networkInterfaces = () => all.map(made);
  try {
    return call();
  } finally {
    Deno.networkInterfaces = networkInterfaces;
  }
}

function made(one: Partial<Interface>): Interface {
  const family = one.address?.includes(":") ? "IPv6" : "IPv4";
  return { family, mac: "3c:22:fb:00:00:01", ...one } as Interface;
}

const UNREACHABLE: [string, string, string | undefined][] = [
  ["lo", "127.0.0.1", "only this computer itself"],
  ["lo", "::1", "only this computer itself"],
  ["enp3s0", "169.254.10.1", "the computer gave it to itself"],
  ["enp3s0", "fe80::1", "it only works between neighbours"],
  ["docker0", "172.17.0.1", undefined],
  ["enp3s0", "192.0.2.7", undefined],
  ["wlp2s0", "2001:db8::7", undefined],
];
for (const [name, address, why] of UNREACHABLE) {
  Deno.test(`others ${why ? "never reach" : "may reach"} ${name} ${address}`, () => {
    assertEquals(whyUnreachable(made({ name, address }))?.slice(0, why?.length), why);
  });
}

const VIRTUAL: [string, string, string | undefined][] = [
  ["vboxnet0", "0a:00:27:00:00:00", "VirtualBox"],
  ["Ethernet 3", "0A:00:27:00:00:11", "VirtualBox"],
  ["enp0s3", "08:00:27:12:34:56", "VirtualBox"],
  ["vmnet8", "00:50:56:c0:00:08", "VMware"],
  ["VMware Network Adapter VMnet1", "00:50:56:c0:00:01", "VMware"],
  ["vEthernet (WSL (Hyper-V firewall))", "00:15:5d:01:02:03", "WSL"],
  ["vEthernet (Default Switch)", "00:15:5d:01:02:03", "Hyper-V or WSL"],
  ["vEthernet (External)", "3c:22:fb:00:00:01", undefined],
  ["eth0", "00:15:5d:01:02:03", "Hyper-V or WSL"],
  ["docker0", "02:42:ac:11:00:01", "Docker"],
  ["br-1a2b3c4d5e6f", "7a:00:00:00:00:01", "Docker"],
  ["virbr0", "52:54:00:00:00:01", "containers"],
  ["tun0", "00:00:00:00:00:00", "a VPN"],
  ["utun4", "00:00:00:00:00:00", "a VPN"],
  ["wg0", "00:00:00:00:00:00", "a VPN"],
  ["OpenVPN TAP-Windows6", "00:ff:12:34:56:78", "a VPN"],
  ["Ethernet 4", "00:ff:12:34:56:78", "a VPN"],
  ["bridge100", "3e:22:fb:00:00:64", "a bridge of virtual machines"],
  ["br0", "3c:22:fb:00:00:01", undefined],
  ["eth0", "3c:22:fb:00:00:01", undefined],
  ["en0", "3c:22:fb:00:00:01", undefined],
  ["Wi-Fi", "3c:22:fb:00:00:01", undefined],
  ["Bluetooth Network Connection", "3c:22:fb:00:00:01", undefined],
];
for (const [name, mac, what] of VIRTUAL) {
  Deno.test(`${name} ${mac} is ${what ?? "a network card"}`, () => {
    assertEquals(virtual(made({ name, mac })), what);
  });
}

Deno.test("the IPs that others reach come first, and the virtual ones last", () => {
  const all = [
    { name: "lo", address: "127.0.0.1" },
    { name: "docker0", address: "172.17.0.1", mac: "02:42:ac:11:00:01" },
    { name: "wlan0", address: "2001:db8::7" },
    { name: "wlan0", address: "fe80::7" },
    { name: "wlan0", address: "192.0.2.7" },
    { name: "tun0", address: "10.8.0.2" },
  ];
  assertEquals(having(all, interfaces), [
    { ip: "192.0.2.7", name: "wlan0", virtual: undefined },
    { ip: "2001:db8::7", name: "wlan0", virtual: undefined },
    { ip: "172.17.0.1", name: "docker0", virtual: "Docker" },
    { ip: "10.8.0.2", name: "tun0", virtual: "a VPN" },
  ]);
  assertEquals(having(all, ownIPs), having(all, interfaces));
});

Deno.test({
  name: "the interface that leads out of the network comes before another one",
  // Elsewhere the system does not tell
  ignore: Deno.build.os !== "linux",
  fn() {
    const route = Deno.readTextFileSync("/proc/net/route").match(/^(\S+)\t0{8}\t/m);
    const out = route?.[1] ?? "(there is none)";
    const all = [{ name: "eth7", address: "192.0.2.7" }, { name: out, address: "192.0.2.8" }];
    const sorted = having(all, interfaces).map(({ name }) => name);
    assertEquals(sorted, route ? [out, "eth7"] : ["eth7", out]);
  },
});

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

Deno.test("this computer's own interfaces have what is asked of them", () => {
  for (const one of allInterfaces()) {
    assertEquals([one.name, one.address, one.mac].map((it) => typeof it), Array(3).fill("string"));
  }
});
