import { createHash } from "node:crypto";
import type { JourneyEvent } from "./event.js";

/** Why a run ended. */
export type Ending =
  /** The goal was reached. */
  | "goal"
  /** It went the whole way. */
  | "end"
  /** Another run of the same person stands: a link showed that two persons are one. */
  | "merged";

/** One person's way through one version of one journey. Plain JSON: what is stored is what goes on. */
export interface Run {
  readonly id: string;
  readonly journey: string;
  /** Key of the person, as they were known at the entry. */
  readonly person: string;
  /** The event that began it; of a segment or a calendar, an event of its own whose name is the segment's. */
  readonly entry: JourneyEvent;
  readonly isControl: boolean;
  /** The node where it stands; `end` when it went the whole way. */
  readonly node: string;
  /** When the node before was done by plan, epoch milliseconds: what is waited for counts from here. */
  readonly since: number;
  /** When the last action was taken. A delay counts from it, so that two messages keep their distance. */
  readonly acted: number | undefined;
  /** Ids of the events that waits were for, so that none counts twice. */
  readonly used: readonly string[];
  /** When it goes on by the clock alone, epoch milliseconds; undefined when it ended. */
  readonly due: number | undefined;
  readonly ended: { readonly at: number; readonly why: Ending } | undefined;
}

/** An action that a run came to. Whether it is carried out is decided in the second of doing so. */
export interface Intent {
  /** The same however often the step is made again. */
  readonly id: string;
  readonly run: string;
  readonly person: string;
  readonly node: string;
  readonly at: number;
}

/** What a run did at a node, and why: what `why` tells. */
export interface Decision {
  readonly node: string;
  readonly at: number;
  readonly what: DecisionKind;
  /** What it was decided by: the way's name, the time that is waited for, the event's id. */
  readonly by: string;
}

export type DecisionKind =
  | ("entered" | "member" | "delayed" | "waits" | "quiet-hours" | "happened" | "timed-out" | "yes" | "no")
  | ("way" | "action" | "control" | Ending);

/** A key of parts that no two different lists share. */
export function keyOf(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

/** A number from 0 to 99 that is drawn once for ever: the same for the same parts. */
export function lotOf(...parts: readonly string[]): number {
  return createHash("sha256").update(JSON.stringify(parts)).digest().readUInt32BE(0) % 100;
}
