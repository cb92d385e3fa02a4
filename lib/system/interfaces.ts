/**
 * The network interfaces of this computer: each has an IP of its own.
 *
 * @module
 */
import { isLoopback } from "../address.ts";
import { UserError } from "../error.ts";

/** One IP of one interface, as `Deno.networkInterfaces` gives it. */
export type Interface = Deno.NetworkInterfaceInfo;

/** An IP of this computer. */
export interface OwnIP {
  ip: string;
  /** Its interface: `eth0`, `Wi-Fi`. */
  name: string;
  /** What made the interface, when no network card did: `VirtualBox`, `a VPN`. */
  virtual?: string;
}

/**
 * The IPs at which others may reach this computer, those that they most likely do first: of its
 * network cards, IPv4 before IPv6, the one that leads out of the network (where the system tells)
 * before the others. Those of virtual machines, containers and VPNs come last. No loopback, no
 * link-local address (169.254.0.0/16, fe80::/10: RFC 3927, RFC 4291).
 *
 * ```ts
 * import { interfaces } from "./interfaces.ts";
 * for (const { ip, name, virtual } of interfaces()) console.log(name, ip, virtual ?? "");
 * ```
 *
 * @throws {UserError} without the permission `--allow-sys=networkInterfaces`.
 */
export function interfaces(): OwnIP[] {
  const out = wayOut();
  const rank = (one: Interface) =>
    (virtual(one) ? 4 : 0) + (one.family === "IPv4" ? 0 : 2) + (one.name === out ? 0 : 1);
  return allInterfaces().filter((one) => whyUnreachable(one) === undefined)
    .sort((a, b) => rank(a) - rank(b))
    .map((one) => ({ ip: one.address, name: one.name, virtual: virtual(one) }));
}

/** The same, but none without the permission: the user is not asked for it. */
export function ownIPs(): OwnIP[] {
  return maySeeIPs() ? interfaces() : [];
}

/** Whether this script has the permission to see this computer's IPs. */
export function maySeeIPs(): boolean {
  const permission = { name: "sys", kind: "networkInterfaces" } as const;
  return Deno.permissions.querySync(permission).state === "granted";
}

/** Every interface, with all its IPs. @throws {UserError} as `interfaces` does. */
export function allInterfaces(): Interface[] {
  try {
    return Deno.networkInterfaces();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new UserError(
      `Deno does not let this script see this computer's IPs: add -S=networkInterfaces after "run".`,
      1,
      { cause: error },
    );
  }
}

/** Why others never reach this computer at an interface's IP; undefined when they may. */
export function whyUnreachable({ name, address }: Interface): string | undefined {
  if (isLoopback(address)) return "only this computer itself can use it (loopback)";
  if (address.startsWith("169.254.")) {
    return "the computer gave it to itself, for want of a network that gives one (link-local)";
  }
  if (/^fe[89ab]/i.test(address)) return "it only works between neighbours (link-local)";
  if (system(`/sys/class/net/${name}/operstate`)?.trim() === "down") return "it is not connected";
}

// By its name, which on Windows its user may change, or by the maker's part of its MAC
const VIRTUAL: [what: string, name: RegExp, mac?: RegExp][] = [
  ["VirtualBox", /^vboxnet|virtualbox/i, /^0[8a]:00:27:/],
  ["VMware", /^vmnet|vmware/i, /^00:(50:56|0c:29|05:69):/],
  ["Parallels", /^vnic\d|parallels/i, /^00:1c:42:/],
  ["WSL", /\bwsl\b/i],
  // Not by its name: a switch that leads out has the MAC of the network card
  ["Hyper-V or WSL", /hyper-v/i, /^00:15:5d:/],
  ["Docker", /docker|^br-[\da-f]{12}$/i, /^02:42:/],
  ["containers", /^(br-|veth|virbr|lxc|lxd|cni|podman|cali|flannel)/],
  ["a VPN", /^(tun|tap|utun|wg|ipsec|gpd)\d|^zt/i],
  ["a VPN", /vpn|wireguard|wintun|anyconnect|nordlynx|tailscale|zerotier/i, /^00:ff:/],
  ["a bridge of virtual machines", /^bridge\d|^vmenet\d/i],
];

/** What made an interface, when no network card did. */
export function virtual({ name, mac }: Interface): string | undefined {
  return VIRTUAL.find(([, names, macs]) => names.test(name) || macs?.test(mac.toLowerCase()))?.[0];
}

/** Whether an interface has a wire or not, where the system or its name tells. */
export function medium(name: string): "Wire" | "Wifi" | undefined {
  if (system(`/sys/class/net/${name}/uevent`)?.includes("DEVTYPE=wlan")) return "Wifi";
  if (/^(wl|wifi|wi-fi|wlan|ath)/i.test(name)) return "Wifi";
  // On a Mac en0 may be either
  if (Deno.build.os !== "darwin" && /^(en|eth)/i.test(name)) return "Wire";
}

/** The interface of the default route (proc_net(5): the destination 00000000). */
function wayOut(): string | undefined {
  return system("/proc/net/route")?.match(/^(\S+)\t0{8}\t/m)?.[1];
}

/** What Linux tells in a file; Deno lets only a script with all rights read it. */
function system(path: string): string | undefined {
  if (Deno.build.os !== "linux" || !mayDoAll()) return undefined;
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

function mayDoAll(): boolean {
  const names = ["read", "write", "net", "env", "run", "sys", "ffi"] as const;
  return names.every((name) => Deno.permissions.querySync({ name }).state === "granted");
}
