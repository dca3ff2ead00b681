import { createHash } from "node:crypto";
import type { FeedCall } from "../client/feed.js";
import { fittingProducts } from "../event/enrich/fitting-products.js";
import { magnitude } from "../event/enrich/money.js";
import type { ImportEvent, PlacedMapping } from "./mapping.js";
import { exact } from "./order-lines.js";
import type { ReadCell } from "./read-cell.js";
import { type NoFacts, type OrderFacts, readOrder } from "./read-order.js";
import type { TableRow } from "./table.js";
import type { Who } from "./who.js";

export type TrackCall = FeedCall & { readonly type: "track" };

/** The result of mapping an order's rows: events, or why there are none. */
export type MappedOrder =
  | { readonly kind: "events"; readonly calls: readonly TrackCall[]; readonly who: Who; readonly at: number }
  | NoFacts;

/** State kept from one order to the next. */
export interface Memory {
  /** Number of calls with the same key so far, from 1. */
  readonly nth: (key: string) => number;
}

/**
 * Turns the rows of one order into events. A negative value is a credit note: a refund of the order in the column of
 * `--refund-of`, else of the row's own order.
 */
export function mapOrder(
  rows: readonly TableRow[],
  mapping: PlacedMapping,
  cell: ReadCell,
  memory: Memory,
): MappedOrder {
  const facts = readOrder(rows, mapping, cell);
  if ("kind" in facts) return facts;
  const calls = callsOf(facts, rows, mapping, cell, memory);
  if (typeof calls === "string") return { kind: "rejected", reason: calls };
  return { kind: "events", calls, who: facts.who, at: facts.at };
}

function callsOf(
  facts: OrderFacts,
  rows: readonly TableRow[],
  mapping: PlacedMapping,
  cell: ReadCell,
  memory: Memory,
): TrackCall[] | string {
  const { event } = mapping;
  const { orderId, value, timeText, at, lines } = facts;
  const worth = value === "" ? lines.sum : value;
  if (event === "Order Refunded") return [refund(facts, worth, rows, cell, memory)];
  if (event === "Order Cancelled") {
    const told = value === "" ? {} : { revenue: exact(value) };
    const id = [event, orderId, timeText, value];
    return [call(facts, event, at, id, { order_id: orderId, ...told })];
  }
  if (worth === undefined) return "its value is empty";
  if (event === "Order Completed" && isNegative(worth)) return [refund(facts, worth, rows, cell, memory)];
  // A platform's total includes shipping and taxes, like `total` in the Ecommerce Spec.
  const name = mapping.preset && value !== "" ? "total" : "revenue";
  const id = event === "Order Completed" ? [event, orderId] : [event, orderId, timeText, value];
  const sale = { order_id: orderId, [name]: exact(worth), ...fittingProducts(lines.products) };
  const later = afterwards(facts, rows, cell);
  return typeof later === "string" ? later : [call(facts, event, at, id, sale), ...later];
}

/** A refund has its own id, or is numbered among the refunds of its order at that time. */
function refund(
  facts: OrderFacts,
  worth: string | undefined,
  rows: readonly TableRow[],
  cell: ReadCell,
  memory: Memory,
): TrackCall {
  const { orderId, timeText, at } = facts;
  const refundOf = cell.id(rows, "refundOf");
  const of = refundOf || orderId;
  const own = cell.id(rows, "refundId") || (of === orderId ? "" : orderId);
  const key = own === "" ? [timeText, String(memory.nth(JSON.stringify([of, timeText])))] : ["refund", own];
  return call(facts, "Order Refunded", at, ["Order Refunded", of, ...key], {
    order_id: of,
    ...(own === "" ? {} : { refund_id: own }),
    ...(worth === undefined ? {} : { total: exact(magnitude(worth)) }),
  });
}

/** Later events from the same rows: a refund, and a cancellation. */
function afterwards(facts: OrderFacts, rows: readonly TableRow[], cell: ReadCell): TrackCall[] | string {
  const { orderId, isCancelled } = facts;
  const later: TrackCall[] = [];
  const cancelledText = cell.first(rows, "cancelledAt");
  const then = cancelledText === "" ? facts : cell.time(cancelledText);
  if ("problem" in then) return then.problem;
  const refunded = rows.find((row) => cell.text(row, "refunded") !== "");
  const amount = refunded ? cell.amount(refunded, "refunded") : { decimal: "0" };
  if ("problem" in amount) return amount.problem;
  if (/[1-9]/.test(amount.decimal)) {
    const refundId = `${orderId}:refunded`;
    const id = ["Order Refunded", orderId, "refund", refundId];
    const total = exact(magnitude(amount.decimal));
    later.push(call(facts, "Order Refunded", then.at, id, { order_id: orderId, refund_id: refundId, total }));
  }
  if (isCancelled || cancelledText !== "") {
    const id = ["Order Cancelled", orderId, "state"];
    later.push(call(facts, "Order Cancelled", then.at, id, { order_id: orderId }));
  }
  return later;
}

/** @param id the same for the same row, in every import and every file */
function call(
  { who: { userId, anonymousId }, currency }: OrderFacts,
  event: ImportEvent,
  at: number,
  id: readonly string[],
  properties: object,
): TrackCall {
  const told = {
    ...(userId === undefined ? { anonymousId: anonymousId! } : { userId }),
    timestamp: new Date(at),
    properties: { ...properties, ...(currency === "" ? {} : { currency }) },
  };
  return {
    type: "track",
    event,
    messageId: `import:${hash(id).slice(0, 40)}`,
    ...told,
    // A hash of the event's content, which shows that a row was corrected.
    context: { import: { content: hash(told).slice(0, 16) } },
  } as TrackCall;
}

function hash(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

function isNegative(decimal: string): boolean {
  return decimal.startsWith("-") && /[1-9]/.test(decimal);
}
