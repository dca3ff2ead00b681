import { createHash } from "node:crypto";
import type { FeedCall } from "../client/feed.js";
import { readLocalTime, TIME_FORMS } from "./local-time.js";
import type { PlacedMapping } from "./mapping.js";
import { meets } from "./where.js";

/** What a row becomes: an event, nothing because it was not asked for, or nothing because it is unfit. */
export type MappedRow =
  | { readonly kind: "event"; readonly call: FeedCall & { readonly type: "track" } }
  | { readonly kind: "filtered" }
  | { readonly kind: "guest" }
  | { readonly kind: "rejected"; readonly reason: string };

/** A decimal number as it stands: no thousands separators, no currency signs. */
const DECIMAL = /^[+-]?\d+(\.\d+)?$/;

/** Every decimal of so many digits survives as a JSON number (IEEE 754 binary64); a longer one goes as text. */
const EXACT_DIGITS = 15;

/** The longest id that a collector takes. */
const LONGEST_ID = 512;

/** A collector dates what lies before 1900 or in the future on its receipt; a row must not be dated so unseen. */
const EARLIEST = Date.UTC(1900, 0, 1);

/**
 * Turns a row into the event it tells of.
 *
 * @param now epoch milliseconds; a later time is a mistake, of the clock or of the time zone
 */
export function mapRow(fields: readonly string[], mapping: PlacedMapping, now: number): MappedRow {
  if (fields.length !== mapping.columnCount) {
    return rejected(`it has ${fields.length} fields, the header has ${mapping.columnCount}`);
  }
  if (!mapping.where.every(({ place, condition }) => meets(fields[place]!, condition)))
    return { kind: "filtered" };
  const orderId = fields[mapping.orderId]!.trim();
  if (orderId === "") return rejected("it has no order id");
  if (orderId.length > LONGEST_ID) return rejected(`its order id is longer than ${LONGEST_ID} characters`);
  const customer = fields[mapping.customer]!.trim();
  if (customer === "" && mapping.guests === "skip") return { kind: "guest" };
  if (customer.length > LONGEST_ID) return rejected(`its customer is longer than ${LONGEST_ID} characters`);

  const time = fields[mapping.time]!.trim();
  const at = readLocalTime(time, mapping.timeZone);
  if (at === undefined) return rejected(`its time "${time}" can't be read; write it like ${TIME_FORMS}`);
  if (at < EARLIEST || at > now) {
    return rejected(`its time "${time}" lies ${at > now ? "in the future" : "before 1900"}`);
  }
  const value = mapping.value === undefined ? "" : fields[mapping.value]!.trim();
  if (mapping.value !== undefined && !DECIMAL.test(value)) {
    return rejected(`its value "${value}" is not a number; write it like 1234.50`);
  }
  const currency =
    mapping.currencyColumn === undefined ? mapping.currency : fields[mapping.currencyColumn]!.trim();
  if (mapping.currencyColumn !== undefined && !/^[A-Za-z]{3}$/.test(currency!)) {
    return rejected(`its currency "${currency}" is not an ISO 4217 code such as EUR`);
  }
  const { event } = mapping;
  return {
    kind: "event",
    call: {
      type: "track",
      event,
      messageId: messageIdOf(event, orderId, time, value),
      timestamp: new Date(at),
      ...(customer === "" ? { anonymousId: `guest:${orderId}` } : { userId: customer }),
      properties: {
        order_id: orderId,
        ...(value === "" ? {} : { [event === "Order Refunded" ? "total" : "revenue"]: amount(value) }),
        ...(currency ? { currency: currency.toUpperCase() } : {}),
      },
    },
  };
}

/**
 * The same for the same row, however often and from whichever file it is imported. An order is completed once,
 * so its id alone decides; it may be updated or refunded more than once, so time and value decide as well.
 */
function messageIdOf(event: string, orderId: string, time: string, value: string): string {
  const parts = event === "Order Completed" ? [event, orderId] : [event, orderId, time, value];
  return `import:${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 40)}`;
}

function amount(decimal: string): number | string {
  return decimal.replace(/\D/g, "").length <= EXACT_DIGITS ? Number(decimal) : decimal;
}

function rejected(reason: string): MappedRow {
  return { kind: "rejected", reason };
}
