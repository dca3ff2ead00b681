import type { Receipt } from "../../event/enrich/receipt.js";
import type { Privacy } from "../../event/privacy/privacy.js";
import type { Protected } from "../../event/privacy/protect.js";
import type { Refusal } from "../../event/validate/refusal.js";
import type { Erasures } from "../../people/erasures.js";
import type { SharedFields } from "../batch-context.js";

/** What all events of one request share. */
export interface Request {
  readonly receipt: Receipt;
  /** The receipt for events that a bot sent. */
  readonly receiptOfBot: Receipt;
  readonly shared: SharedFields;
  /** Whether to check user agents for bots. A server key is trusted, whatever HTTP library sends it. */
  readonly judgesVisitors: boolean;
  /** Whether the request's own user agent is a bot's. */
  readonly isFromBot: boolean;
  readonly privacy: Privacy;
  readonly erasures: Pick<Erasures, "none" | "erasedAt"> | undefined;
  readonly stringify: (value: unknown) => string | undefined;
  /** Counts what privacy removed. */
  readonly removed: Protected;
}

/** One event between stages. Each stage adds to it. */
export interface EventInHand {
  readonly sent: unknown;
  /** What may be stored of it; undefined before the stage `protect`. */
  kept?: unknown;
  /** Set when the event is rejected for its size. */
  tooLarge?: Refusal | undefined;
  /** Its row, as the event log takes it. */
  row?: string;
  /** Whether a bot sent it: it is stored, but no figure counts it. */
  isFromBot?: boolean;
}

/** One step of processing. A returned refusal rejects the event and ends its processing. */
export type Stage = (event: EventInHand, request: Request) => Refusal | undefined;
