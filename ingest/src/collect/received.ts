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
  /** As it was sent, or null when there is none that can be read. */
  readonly messageId: string | null;
}

/** What events go through on their way. */
export interface ReceiveParts {
  readonly log: EventLog;
  readonly privacy: Privacy;
  /** Whose events were erased: what they did before is rejected, and nothing of it is kept. */
  readonly erasures?: Pick<Erasures, "none" | "erasedAt"> | undefined;
  /** Called after each request whose events are durable or rejected. What it throws changes no answer. */
  readonly observe?: ((received: Received) => void) | undefined;
  /** Called with what was thrown where nothing should be: an event that became `unreadable_event`, an observer. */
  readonly unforeseen?: ((error: unknown) => void) | undefined;
}

/** What is known of a request beside its events. */
export interface RequestFacts {
  readonly key: Pick<FoundKey, "id" | "source" | "kind">;
  /** Writes parts of the events back as they were sent. */
  readonly stringify: (value: unknown) => string | undefined;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly sender: Sender;
  /** The user agent of the browser that sent it, for events that name none. */
  readonly browser?: string | undefined;
}

/** What a request came to. */
export interface Received {
  readonly source: string;
  readonly receivedAt: number;
  /** As they are stored. */
  readonly accepted: readonly ValidEvent[];
  /** Those of them that came from a bot's page, which no figure counts. */
  readonly fromBots: ReadonlySet<ValidEvent>;
  readonly refused: readonly (Rejected & { readonly body: string })[];
  readonly removed: Protected;
}
