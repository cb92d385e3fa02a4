/**
 * The network interfaces of this computer: each has an IP of its own.
 *
 * @module
 */
import { isLoopback } from "../address.ts";
import { UserError } from "../error.ts";

/** One IP of one interface, as `Deno.networkInterfaces` gives it. */
export type Interface = Deno.NetworkInterfaceInfo;

/**
 * The interfaces that others could reach, IPv4 first: no loopback, no link-local address
 * (169.254.0.0/16, fe80::/10: RFC 3927, RFC 4291).
 *
 * ```ts
 * import { interfaces } from "./interfaces.ts";
 * for (const { name, address } of interfaces()) console.log(name, address);
 * ```
 *
 * @throws {UserError} without the permission `--allow-sys=networkInterfaces`.
 */
export function interfaces(): Interface[] {
  return allInterfaces().filter((one) => whyUnreachable(one) === undefined)
    .sort((a, b) => a.family.localeCompare(b.family));
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

/**
 * Why nobody else reaches this computer at an interface's IP, in a student's words; undefined when
 * others could. The networks of containers and virtual machines are known by their names.
 */
export function whyUnreachable({ name, address }: Interface): string | undefined {
  if (isLoopback(address)) return "only this computer itself can use it (loopback)";
  if (address.startsWith("169.254.")) {
    return "the computer gave it to itself, for want of a network that gives one (link-local)";
  }
  if (/^fe[89ab]/i.test(address)) return "it only works between neighbours (link-local)";
  if (CONTAINERS.test(name)) return "it is for containers and virtual machines on this computer";
  if (system(name, "operstate")?.trim() === "down") return "it is not connected";
}

const CONTAINERS = /^(docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|cni|podman|vEthernet)/i;

/** Whether an interface has a wire or not, where the system or its name tells. */
export function medium(name: string): "Wire" | "Wifi" | undefined {
  if (system(name, "wireless/") !== undefined) return "Wifi";
  if (/^(wl|wifi|wi-fi|wlan|ath)/i.test(name)) return "Wifi";
  // On a Mac en0 may be either
  if (Deno.build.os !== "darwin" && /^(en|eth)/i.test(name)) return "Wire";
}

/** What Linux tells of an interface (sysfs); Deno lets only a script with all rights see it. */
function system(name: string, file: string): string | undefined {
  if (Deno.build.os !== "linux" || !mayDoAll()) return undefined;
  const path = `/sys/class/net/${name}/${file}`;
  try {
    return file.endsWith("/")
      ? String(Deno.statSync(path).isDirectory)
      : Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

function mayDoAll(): boolean {
  const names = ["read", "write", "net", "env", "run", "sys", "ffi"] as const;
  return names.every((name) => Deno.permissions.querySync({ name }).state === "granted");
}

/**
 * The IPs of this computer that others could reach, IPv4 first. None without the permission
 * `--allow-sys=networkInterfaces`: nobody is asked for it.
 */
export function ownIPs(): string[] {
  const permission = { name: "sys", kind: "networkInterfaces" } as const;
  if (Deno.permissions.querySync(permission).state !== "granted") return [];
  return interfaces().map(({ address }) => address);
}
