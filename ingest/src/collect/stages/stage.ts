import type { Receipt } from "../../event/enrich/receipt.js";
import type { Privacy } from "../../event/privacy/privacy.js";
import type { Protected } from "../../event/privacy/protect.js";
import type { Refusal } from "../../event/validate/refusal.js";
import type { Erasures } from "../../people/erasures.js";
import type { SharedFields } from "../batch-context.js";

/** What the events of one request share on their way. */
export interface Request {
  readonly receipt: Receipt;
  /** The same for an event that a bot sent. */
  readonly receiptOfBot: Receipt;
  readonly shared: SharedFields;
  /** Whether a user agent can make an event a bot's. A server's key is trusted, whatever HTTP library it uses. */
  readonly judgesVisitors: boolean;
  /** Whether the request's own user agent is a bot's. */
  readonly isFromBot: boolean;
  readonly privacy: Privacy;
  readonly erasures: Pick<Erasures, "none" | "erasedAt"> | undefined;
  readonly stringify: (value: unknown) => string | undefined;
  /** Counts what privacy removed. */
  readonly removed: Protected;
}

/** One event on its way. Each stage adds to it. */
export interface EventInHand {
  readonly sent: unknown;
  /** What may be kept of it; undefined until it was protected. */
  kept?: unknown;
  /** Why its size alone rejects it. */
  tooLarge?: Refusal | undefined;
  /** Its row, as the event log takes it. */
  row?: string;
  /** Whether it came from a bot's page: it is stored, and no figure counts it. */
  isFromBot?: boolean;
}

/** One step of an event's way. What it returns ends the way: why the event is rejected. */
export type Stage = (event: EventInHand, request: Request) => Refusal | undefined;
