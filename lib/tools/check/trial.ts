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

/** What comes of a trial: that of a client tells of both clients. */
export type Outcome = Verdict | Record<"client" | "client-2", Verdict>;

export type Kind = "chat" | "client" | "server";

/** The trials, by what the program is to be. */
export const TRIALS: Record<Kind, (start: Start) => Promise<Outcome>> = {
  chat: tryChat,
  client: tryClient,
  server: tryServer,
};

// In the network of a program with a room of its own, this is the main module: it reads from
// its standard input how to start the program, and prints what came of it
if (import.meta.main) {
  const start = await new Response(Deno.stdin.readable).json();
  console.log(JSON.stringify(await TRIALS[Deno.args[0] as Kind](start)));
  Deno.exit(0);
}
