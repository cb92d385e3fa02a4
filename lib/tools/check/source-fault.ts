/**
 * What speaks against a program that has not been run.
 *
 * @module
 */
import { isIP } from "../../address.ts";
import { notDone, type Verdict } from "./item.ts";
import type { Source } from "./source.ts";

const LONGEST_NAME = 253;

/** What can be seen of a server, or of a client, without running it. */
export function faultOfSource(program: Source, isServer: boolean): Verdict | undefined {
  if (program.isEmpty) {
    return notDone("There is no program in it yet.", "Write it, as the handout shows.");
  }
  if (isServer && program.connects) {
    return notDone("This is a client, not the server.", "Here the server is to listen.");
  }
  if (!isServer && program.listens) {
    return notDone("This is the server, not a client.", "Here the client is to connect.");
  }
  const { ip, port } = program.address;
  if (ip && port && /^\d{1,5}$/.test(ip.value) && !/^\d+$/.test(port.value)) {
    return notDone(
      "IP and port are the wrong way round.",
      "First the IP, then the port: connect((IP, PORT)).",
    );
  }
  // Zeros before a number are no mistake
  if (ip?.value && !isIP(ip.value.replaceAll(/\b0+(?=\d)/g, "")) && !isName(ip.value)) {
    return notDone(
      `"${ip.value}" is no IP.`,
      "An IP is four numbers up to 255 with dots between them.",
    );
  }
  const fixed = program.fixedAddress;
  if (fixed) {
    return notDone(
      `It goes to ${fixed.ip}:${fixed.port}, whatever --ip and --port say.`,
      "Give connect what parseOptions has read: connect({ ip, port }).",
    );
  }
}

/** Whether it is a computer's name: labels of letters, the last of which is not a number (RFC 1123). */
function isName(text: string): boolean {
  const labels = text.replace(/\.$/, "").split(".");
  return text.length <= LONGEST_NAME && /[a-z_]/i.test(labels.at(-1)!) &&
    labels.every((label) => /^[\w-]+$/.test(label) && !/^-|-$/.test(label));
}
