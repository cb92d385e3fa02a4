/**
 * A trial: a student's program runs against a real peer, and what happened is written down.
 *
 * @module
 */
import { type ChatRecord, tryChat } from "./exercises/chat.ts";
import { type ClientRecord, tryClient } from "./exercises/client.ts";
import type { Start } from "./sandbox/student-process.ts";
import { type ServerRecord, tryServer } from "./exercises/server.ts";

/** What is run, and where its peer is. */
export interface Trial {
  kind: "client" | "chat" | "server";
  start: Start;
  /** Where a client will connect to: the tester listens there. */
  listenAt: { hostname: string; port: number }[];
  /** Where a server will listen; undefined in a network of its own, whose table tells it. */
  connectTo?: { hostname: string; port: number };
}

export interface Records {
  client: ClientRecord;
  chat: ChatRecord;
  server: ServerRecord;
}

/** Runs a trial here. */
export function runTrial(trial: Trial): Promise<Records[Trial["kind"]]> {
  switch (trial.kind) {
    case "client":
      return tryClient(trial.start, trial.listenAt);
    case "chat":
      return tryChat(trial.start, trial.listenAt);
    case "server":
      return tryServer(trial.start, trial.connectTo);
  }
}
