import type { Decision, Run } from "../run/run.js";

export type RunStatus = "waiting" | "ended";

/** What may stand as the status of a message in the table `journey_rows`. */
export const MESSAGE_STATUSES = [
  "intended",
  "attempted",
  "sent",
  "not-sent",
  "rejected",
  "in-doubt",
] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** What a run's row holds beside its columns. */
export interface RunState {
  readonly run: Run;
  readonly decisions: readonly Decision[];
}

/** What a message's row holds beside its columns. */
export interface MessageState {
  readonly to?: string;
  /** The same in the spelling in which addresses are compared (`plainAddress`). */
  readonly address?: string;
  /** When goal, permission, caps and address were looked at last: what was known by then is heeded. */
  readonly lookedAt?: number;
  /** How often it was handed to the provider. */
  readonly attempts: number;
  /** Whether the provider may have taken it at an earlier attempt: its answer is not known, or did not tell. */
  readonly mayBeTaken?: boolean;
  /** How often the provider's answer made it wait for another attempt. */
  readonly pauses?: number;
  /** What the provider, or the last look, said. */
  readonly reason?: string;
  readonly providerId?: string;
  readonly parts?: number;
  readonly cost?: { readonly amount: number; readonly currency: string };
}

interface Row {
  readonly source: string;
  /** Key of the customer, as it was at the entry. */
  readonly person: string;
  readonly journey: string;
  readonly run: string;
  /** Rises by one with each row of a run or a message. */
  readonly version: number;
  /** Epoch milliseconds, as all times here; 0 for never. */
  readonly dueAt: number;
  readonly generation: number;
  readonly customer: string;
  readonly isGuest: boolean;
  readonly journeyVersion: number;
  readonly node: string;
  readonly statusAt: number;
  readonly why: string;
  readonly isControl: boolean;
  readonly variant: string;
  readonly enteredAt: number;
}

/** A run as the journal has it. */
export interface RunRow extends Row {
  readonly record: "run";
  readonly status: RunStatus;
  /** The nodes that it came to, in order. */
  readonly nodes: readonly string[];
  /** When its goal was reached first, within 30 days of the entry. */
  readonly goalAt: number | undefined;
  readonly state: RunState;
}

/** A message as the journal has it. */
export interface MessageRow extends Row {
  readonly record: "message";
  readonly message: string;
  readonly status: MessageStatus;
  readonly channel: string;
  readonly kind: string;
  readonly language: string;
  readonly state: MessageState;
}

export type JournalRow = RunRow | MessageRow;
