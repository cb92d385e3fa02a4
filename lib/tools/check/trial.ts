/**
 * A trial: a student's program runs against a real peer, and what happened is judged.
 *
 * @module
 */
import { tryChat } from "./exercises/chat.ts";
import { tryClient } from "./exercises/client.ts";
import { tryServer } from "./exercises/server.ts";
import type { Verdict } from "./item.ts";
import type { Start } from "./sandbox/student-process.ts";

/** What a trial is given: a program to start, and where its peer is. */
export interface Trial {
  start: Start;
  /** Where a client will connect to: the tester listens there. */
  listenAt: Address[];
  /** Where a server will listen; undefined in a network of its own, whose table tells it. */
  connectTo?: Address;
}

export interface Address {
  hostname: string;
  port: number;
}

/** What comes of a trial: that of a client tells of both clients. */
export type Outcome = Verdict | Record<"client" | "client-2", Verdict>;

export type Kind = "chat" | "client" | "server";

/** The trials, by what the program is to be. */
export const TRIALS: Record<Kind, (trial: Trial) => Promise<Outcome>> = {
  chat: tryChat,
  client: tryClient,
  server: tryServer,
};

// In the network of a program with a room of its own, this is the main module: it reads a trial
// from its standard input, and prints what came of it
if (import.meta.main) {
  const trial = await new Response(Deno.stdin.readable).json();
  console.log(JSON.stringify(await TRIALS[Deno.args[0] as Kind](trial)));
  Deno.exit(0);
}
