import type { DecimalStyle, KeyKind } from "../../sources/source.js";
import type { Sender } from "../privacy/privacy.js";
import type { VisitFacts } from "./visit-facts.js";

/** An event's context, with what its batch and its sender add, and what the figures read of it. */
export interface Surroundings {
  readonly context: Readonly<Record<string, unknown>>;
  /** The context as JSON text. */
  readonly json: string;
  readonly visit: VisitFacts;
}

/** What is known of an event besides itself. */
export interface Receipt {
  readonly sourceId: string;
  /** The currency of amounts that name none, an ISO 4217 code. */
  readonly sourceCurrency: string;
  /** How the source writes decimals. Default: either way. */
  readonly decimal?: DecimalStyle | undefined;
  /** The kind of write key that it came with. Default: a server's. */
  readonly keyKind?: KeyKind | undefined;
  /** Whether a robot sent it, by what it says of itself. Default: none did. */
  readonly isBot?: boolean | undefined;
  /** Our clock when the request arrived, epoch milliseconds. */
  readonly receivedAt: number;
  /** When the request says it was sent, epoch milliseconds; an event's own `sentAt` stands before it. */
  readonly sentAt?: number | undefined;
  /** The `context` of a batch, which its events share; an event's own fields stand before it. */
  readonly batchContext?: Record<string, unknown> | undefined;
  /** The `integrations` of a batch, for its events that name none. */
  readonly integrations?: Record<string, unknown> | undefined;
  /** What is kept of who sent it; what an event's context says stands before it. */
  readonly sender?: Sender | undefined;
  /** The user agent of the browser that sent it, for events that name none. */
  readonly browser?: string | undefined;
  /** The surroundings of events without a context of their own; see `shareSurroundings`. */
  readonly surroundings?: (() => Surroundings) | undefined;
  /** Writes JSON text back as it was read; see `collect/json.ts`. Default: `JSON.stringify`. */
  readonly stringify?: (value: unknown) => string | undefined;
}
