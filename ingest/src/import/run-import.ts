import type { Safar } from "@safar/node";
import { createFeed, type FeedCall } from "../client/feed.js";
import { type Checkpoint, type CheckpointState, NO_ROWS, type RowCounts } from "./checkpoint.js";
import { createCounter } from "./counter.js";
import { type MappedOrder, mapOrder } from "./map-order.js";
import type { PlacedMapping } from "./mapping.js";
import { type OrderRows, orderRows } from "./order-rows.js";
import type { Profile } from "./profile.js";
import { createReadCell } from "./read-cell.js";
import type { RejectedFile } from "./rejected-file.js";
import { createRepeatFinder, type RepeatFinder } from "./repeated-ids.js";
import type { StoredOrders } from "./stored-orders.js";
import type { TableFile } from "./table.js";
import { createIntroductions } from "./who.js";

export interface ImportParts {
  readonly file: TableFile;
  readonly mapping: PlacedMapping;
  readonly profile: Profile;
  readonly rejected: RejectedFile;
  /** Called after each order. */
  readonly onRow: (state: { readonly fraction: number; readonly counts: RowCounts }) => void;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Where events are sent, and where progress is stored. */
export interface ImportTarget {
  readonly safar: Safar;
  readonly checkpoint: Checkpoint;
  /** The progress of an interrupted import of the same file. */
  readonly resumed: CheckpointState | undefined;
  /** Orders already stored; undefined when they can't be queried. */
  readonly stored: StoredOrders | undefined;
  /** Called with a progress message. */
  readonly onNotice: (notice: string) => void;
}

/** The result of an import. */
export interface Imported {
  readonly counts: RowCounts;
  /** Ids of refunded orders that do not exist; undefined when that can't be queried. */
  readonly unmatched: readonly string[] | undefined;
  /** Whether events that differ replaced the stored ones: a server key may do that, a page's key may not. */
  readonly corrects: boolean;
}

/** Orders compared with the stored ones at a time. */
const COMPARED = 1_000;

/**
 * Sends a file's orders as events, no faster than the collector acknowledges them.
 *
 * @returns the results of the rows, including those of an interrupted import
 * @throws {FeedError} when an event is rejected; the checkpoint is then before it
 */
export async function runImport(parts: ImportParts, target: ImportTarget): Promise<Imported> {
  const { safar, checkpoint, resumed, stored, onNotice } = target;
  let counts = resumed?.counts ?? NO_ROWS;
  const feed = createFeed<CheckpointState>(safar, {
    mark: () => ({ counts, rejectedBytes: parts.rejected.bytes }),
    onAcknowledged: (state) => checkpoint.write(state),
    onTrouble: (message) => onNotice(`The collector accepts no events now; trying again: ${message}`),
  });
  const [refunded, sold] = [new Set<string>(), new Set<string>()];
  let [changed, unchanged] = [counts.changed, counts.unchanged];
  for await (const steps of inGroups(mapFile(parts, counts), COMPARED)) {
    const calls = steps.flatMap((step) => step.calls);
    const before = await stored?.contentOf(calls.map(({ messageId }) => messageId!));
    for (const step of steps) {
      for (const call of step.calls) {
        const known = before?.get(call.messageId!);
        if (known !== undefined && call.type === "track") {
          if (known === contentOf(call)) unchanged++;
          else changed++;
        }
        if (stored && call.type === "track") (isRefund(call) ? refunded : sold).add(orderOf(call));
        counts = { ...counts, changed, unchanged };
        await feed.add(call);
      }
      counts = { ...step.counts, changed, unchanged };
    }
  }
  await feed.end();
  await checkpoint.clear();
  const unknown = [...refunded].filter((id) => !sold.has(id));
  return { counts, unmatched: await stored?.missing(unknown), corrects: stored?.corrects ?? true };
}

/** Processes a file's orders without sending anything, and returns the first events that it would send. */
export async function rehearseImport(
  parts: ImportParts,
  shown: number,
): Promise<{ readonly counts: RowCounts; readonly first: FeedCall[] }> {
  let counts = NO_ROWS;
  const first: FeedCall[] = [];
  for await (const { calls, counts: latest } of mapFile(parts, counts)) {
    counts = latest;
    for (const call of calls) if (first.length < shown && call.type === "track") first.push(call);
  }
  return { counts, first };
}

interface Step {
  readonly calls: readonly FeedCall[];
  readonly counts: RowCounts;
}

/** Maps the orders after those already counted, and writes the rejected rows. */
async function* mapFile(
  { file, mapping, profile, rejected, onRow, now }: ImportParts,
  start: RowCounts,
): AsyncGenerator<Step> {
  const cell = createReadCell(mapping, profile, now);
  const memory = { nth: createCounter() };
  const seen = createRepeatFinder();
  const introduce = createIntroductions();
  const isWhole = mapping.rows === "order" && mapping.event === "Order Completed";
  let counts = start;
  let ordinal = 0;
  for await (const order of orderRows(file.rows(), mapping, profile.isScattered)) {
    const mapped = order.rows.length === 0 ? undefined : mapOrder(order.rows, mapping, cell, memory);
    const outcome = mapped && isWhole ? withoutRepeats(mapped, cell.id(order.rows, "orderId"), seen) : mapped;
    const calls = outcome?.kind === "events" ? outcome.calls : [];
    const introduction = outcome?.kind === "events" ? introduce(outcome.who, outcome.at) : undefined;
    if (++ordinal <= start.orders) continue;
    const told: FeedCall[] = introduction ? [introduction, ...calls] : [...calls];
    counts = countedWith(counts, order, outcome, told);
    if (outcome?.kind === "rejected") {
      for (const { number, fields } of order.rows) await rejected.add(number, fields, outcome.reason);
    }
    onRow({ fraction: order.fraction, counts });
    yield { calls: told, counts };
  }
}

const COUNTED_AS = { guest: "guests", "no order": "noOrders", rejected: "rejected" } as const;

function countedWith(
  counts: RowCounts,
  { rows, consumed, filtered }: OrderRows,
  outcome: MappedOrder | undefined,
  calls: readonly FeedCall[],
): RowCounts {
  const sent: Record<string, number> = { ...counts.sent };
  for (const call of calls) {
    const name = call.type === "track" ? call.event : call.type;
    sent[name] = (sent[name] ?? 0) + 1;
  }
  const counted = {
    ...counts,
    rows: counts.rows + consumed,
    orders: counts.orders + 1,
    filtered: counts.filtered + filtered,
    sent,
  };
  if (!outcome || outcome.kind === "events") return counted;
  const name = COUNTED_AS[outcome.kind];
  return { ...counted, [name]: counts[name] + rows.length };
}

/** In a file with one row per order, a second row of the same order is rejected: it is a line, not an order. */
function withoutRepeats(mapped: MappedOrder, orderId: string, seen: RepeatFinder): MappedOrder {
  const isSale = mapped.kind === "events" && !isRefund(mapped.calls[0]!);
  if (!isSale && mapped.kind !== "rejected") return mapped;
  if (seen.has(orderId)) {
    return {
      kind: "rejected",
      reason: `order ${orderId} is in an earlier row; this file must have one row per order with its whole value, or name the columns of order lines`,
    };
  }
  if (isSale) seen.add(orderId);
  return mapped;
}

function isRefund(call: FeedCall): boolean {
  return call.type === "track" && call.event === "Order Refunded";
}

function orderOf(call: FeedCall): string {
  return String((call as { properties?: Record<string, unknown> }).properties?.order_id);
}

function contentOf(call: FeedCall): string {
  return (call.context as { import: { content: string } }).import.content;
}

async function* inGroups<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let group: Item[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
