import type { DecimalStyle, KeyKind } from "../../sources/source.js";
import type { Sender } from "../privacy/privacy.js";
import type { VisitFacts } from "./visit-facts.js";

/** An event's context with the fields of its batch and sender, and what the figures use of it. */
export interface Surroundings {
  readonly context: Readonly<Record<string, unknown>>;
  /** The context as JSON text. */
  readonly json: string;
  readonly visit: VisitFacts;
}

/** What is known about an event besides its own fields. */
export interface Receipt {
  readonly sourceId: string;
  /** Default currency of amounts, an ISO 4217 code. */
  readonly sourceCurrency: string;
  /** How the source writes decimals. Default: either way. */
  readonly decimal?: DecimalStyle | undefined;
  /** The kind of write key it was sent with. Default: server. */
  readonly keyKind?: KeyKind | undefined;
  /** Whether its user agent is a bot's. Default: no. */
  readonly isBot?: boolean | undefined;
  /** Our clock when the request arrived, epoch milliseconds. */
  readonly receivedAt: number;
  /** The request's `sentAt`, epoch milliseconds; an event's own `sentAt` overrides it. */
  readonly sentAt?: number | undefined;
  /** The batch's `context`; an event's own fields override it. */
  readonly batchContext?: Record<string, unknown> | undefined;
  /** The batch's `integrations`, for events without their own. */
  readonly integrations?: Record<string, unknown> | undefined;
  /** What is kept about the sender; the event's context overrides it. */
  readonly sender?: Sender | undefined;
  /** The browser's user agent, for events that name none. */
  readonly browser?: string | undefined;
  /** The surroundings of events without a context of their own; see `shareSurroundings`. */
  readonly surroundings?: (() => Surroundings) | undefined;
  /** Serializes values as they were sent; see `collect/json.ts`. Default: `JSON.stringify`. */
  readonly stringify?: (value: unknown) => string | undefined;
}
