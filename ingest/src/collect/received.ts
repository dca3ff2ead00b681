import type { ValidEvent } from "../event/enrich/event-row.js";
import type { Privacy, Sender } from "../event/privacy/privacy.js";
import type { Protected } from "../event/privacy/protect.js";
import type { Refusal } from "../event/validate/refusal.js";
import type { Erasures } from "../people/erasures.js";
import type { FoundKey } from "../sources/source.js";
import type { EventLog } from "../store/event-log/event-log.js";

/** The answer to a request: every event is durable, or rejected with a reason. */
export interface Answer {
  readonly success: true;
  readonly accepted: number;
  readonly rejected: readonly Rejected[];
}

export interface Rejected extends Refusal {
  /** The event's place in the batch, from 0. */
  readonly index: number;
  /** As it was sent, or null when it is missing or unreadable. */
  readonly messageId: string | null;
}

/** What receive() needs. */
export interface ReceiveParts {
  readonly log: EventLog;
  readonly privacy: Privacy;
  /** Erased persons. Their events from before the erasure are rejected, and nothing of them is kept. */
  readonly erasures?: Pick<Erasures, "none" | "erasedAt"> | undefined;
  /** Called after each request whose events are durable or rejected. Its exceptions change no answer. */
  readonly observe?: ((received: Received) => void) | undefined;
  /** Called with unexpected exceptions: of an event that became `unreadable_event`, or of an observer. */
  readonly unforeseen?: ((error: unknown) => void) | undefined;
}

/** What is known about a request besides its events. */
export interface RequestFacts {
  readonly key: Pick<FoundKey, "id" | "source" | "kind">;
  /** Serializes parts of the events as they were sent. */
  readonly stringify: (value: unknown) => string | undefined;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly sender: Sender;
  /** The browser's user agent, for events that name none. */
  readonly browser?: string | undefined;
}

/** The outcome of a request. */
export interface Received {
  readonly source: string;
  readonly receivedAt: number;
  /** As they are stored. */
  readonly accepted: readonly ValidEvent[];
  /** Those of them sent by bots, which no figure counts. */
  readonly fromBots: ReadonlySet<ValidEvent>;
  readonly refused: readonly (Rejected & { readonly body: string })[];
  readonly removed: Protected;
}
