/**
 * The hint: from where a server can be reached, and when that changes.
 *
 * @module
 */
import { type Address, isIPv4, isLoopback } from "../address.ts";
import { allInterfaces, maySeeIPs, type OwnIP, ownIPs } from "../system/interfaces.ts";

// As wide as a row may be before the IP goes into the next one: an IP that is cut cannot be copied
const LONGEST_ROW = 80;

/**
 * Tells who can connect to a server that listens on this address, and how; when there are several
 * IPs, each has a line.
 *
 * ```ts
 * import { hintFor } from "./hint.ts";
 * console.log(hintFor({ ip: "127.0.0.1", port: 8080 }));
 * // Only this computer can connect. To let others in: --ip 192.0.2.2
 * ```
 */
export function hintFor({ ip, port }: Address): string {
  if (isLoopback(ip)) {
    const only = "Only this computer can connect. To let others in:";
    return listed(only, rows(ownIPs())) ??
      `${only} --ip IP (IPs.ts shows yours)`;
  }
  const others = "Others connect with:";
  const end = ` --port ${port}`;
  if (ip.includes("%")) {
    return `${others} --ip ${ip}${end}\nAfter the % they say their own interface.`;
  }
  if (!isEverywhere(ip)) return `${others} --ip ${ip}${end}`;
  const where = listed(others, rows(ownIPsAt({ ip, port }), end)) ??
    `${others} --ip IP${end} (IPs.ts shows your IP)`;
  return takesOnlyIPv6({ ip, port })
    ? `${where}\nOnly IPv6 gets through here; for IPv4: --ip 0.0.0.0`
    : where;
}

/**
 * The IPs by which others reach a socket that listens on this address: its own, or for `0.0.0.0`
 * and `::` this computer's; none when those may not be seen.
 *
 * ```ts
 * import { ipsThatLeadTo } from "./hint.ts";
 * console.log(ipsThatLeadTo({ ip: "192.0.2.2", port: 8080 })); // [ "192.0.2.2" ]
 * ```
 */
export function ipsThatLeadTo(address: Address): string[] {
  return isEverywhere(address.ip) ? ownIPsAt(address).map(({ ip }) => ip) : [address.ip];
}

function ownIPsAt(everywhere: Address): OwnIP[] {
  const onlyIPv6 = takesOnlyIPv6(everywhere);
  return ownIPs().filter(({ ip }) => isIPv4(ip) ? !onlyIPv6 : everywhere.ip === "::");
}

/** Looks now and then whether this computer still has the IP; `tell` hears of it. */
export function watchIP(address: Address, tell: (text: string) => void): () => void {
  const { ip } = address;
  if (isLoopback(ip) || !maySeeIPs()) return () => {};
  const look = () => {
    if (isEverywhere(ip)) return ownIPs().map(({ ip }) => ip).filter(isIPv4).join();
    return allInterfaces().some((one) => one.address === ip.replace(/%.*/, "")) ? "there" : "gone";
  };
  let last = look();
  const timer = setInterval(() => {
    let now = last;
    try {
      now = look();
    } catch {
      // The system needs a file to tell (getifaddrs(3)), and there may be none: next time
    }
    if (now === last) return;
    last = now;
    tell(
      {
        there: `This computer has the IP ${ip} again.`,
        gone: `This computer has lost the IP ${ip}: others cannot connect. Another Wi-Fi?`,
      }[now] ?? `This computer has other IPs now.\n${hintFor(address)}`,
    );
  }, LOOK_EVERY);
  return () => clearInterval(timer);
}

// How often it is looked at, in milliseconds
const LOOK_EVERY = 2000;

function isEverywhere(ip: string): boolean {
  return ip === "0.0.0.0" || ip === "::";
}

/** Whether IPv4 does not get through to `::` (ipv6(7), IPV6_V6ONLY): then its port is free. */
function takesOnlyIPv6({ ip, port }: Address): boolean {
  if (ip !== "::") return false;
  if (Deno.build.os !== "linux") return Deno.build.os === "windows";
  try {
    Deno.listen({ hostname: "0.0.0.0", port }).close();
    return true;
  } catch {
    return false;
  }
}

function rows(ips: OwnIP[], end = ""): string[] {
  return ips.map(({ ip, virtual }) => `--ip ${ip}${end}${virtual ? ` (${virtual})` : ""}`);
}

function listed(start: string, rows: string[]): string | undefined {
  if (rows.length === 0) return undefined;
  const one = `${start} ${rows[0]}`;
  return rows.length === 1 && one.length <= LONGEST_ROW ? one : [start, ...rows].join("\n  ");
}
