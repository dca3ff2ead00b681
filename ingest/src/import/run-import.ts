import type { Safar } from "@safar/node";
import { createFeed, type FeedCall } from "../client/feed.js";
import { type Checkpoint, type CheckpointState, NO_ROWS, type RowCounts } from "./checkpoint.js";
import type { CsvFile } from "./csv-file.js";
import { type MappedRow, mapRow } from "./map-row.js";
import type { PlacedMapping } from "./mapping.js";
import type { RejectedFile } from "./rejected-file.js";
import { createRepeatFinder } from "./repeated-ids.js";

export interface ImportParts {
  readonly file: CsvFile;
  readonly mapping: PlacedMapping;
  readonly rejected: RejectedFile;
  /** Called after each row. */
  readonly onRow: (state: { readonly fraction: number; readonly counts: RowCounts }) => void;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Where events go, and where it is noted how many of them are acknowledged. */
export interface ImportTarget {
  readonly safar: Safar;
  readonly checkpoint: Checkpoint;
  /** What an interrupted import of the same file left. */
  readonly resumed: CheckpointState | undefined;
  /** Called with a sentence about what goes on. */
  readonly onNotice: (notice: string) => void;
}

/**
 * Sends a file's rows as events, at the pace at which the collector acknowledges them.
 *
 * @returns what became of the rows, those of an interrupted import included
 * @throws {FeedError} when an event is not taken; the checkpoint then stands before it
 */
export async function runImport(parts: ImportParts, target: ImportTarget): Promise<RowCounts> {
  const { safar, checkpoint, resumed, onNotice } = target;
  let counts = resumed?.counts ?? NO_ROWS;
  const feed = createFeed<CheckpointState>(safar, {
    mark: () => ({ counts, rejectedBytes: parts.rejected.bytes }),
    onAcknowledged: (state) => checkpoint.write(state),
    onTrouble: (message) => onNotice(`The collector takes no events now, trying again: ${message}`),
  });
  for await (const { call, counts: latest } of mapFile(parts, counts)) {
    counts = latest;
    if (call) await feed.add(call);
  }
  await feed.end();
  await checkpoint.clear();
  return counts;
}

/** Goes through a file's rows without sending anything; the first events are what it would send. */
export async function rehearseImport(
  parts: ImportParts,
  shown: number,
): Promise<{ readonly counts: RowCounts; readonly first: FeedCall[] }> {
  let counts = NO_ROWS;
  const first: FeedCall[] = [];
  for await (const { call, counts: latest } of mapFile(parts, counts)) {
    counts = latest;
    if (call && first.length < shown) first.push(call);
  }
  return { counts, first };
}

interface Step {
  readonly call: FeedCall | undefined;
  readonly counts: RowCounts;
}

/** Maps the rows after those already counted, and writes down the rejected ones. */
async function* mapFile(
  { file, mapping, rejected, onRow, now }: ImportParts,
  start: RowCounts,
): AsyncGenerator<Step> {
  const isRepeated = createRepeatFinder();
  let counts = start;
  for await (const row of file.rows()) {
    if (row.number <= start.rows) continue;
    const mapped = withoutRepeats(mapRow(row.fields, mapping, now), mapping, isRepeated, row.fields);
    const outcome = COUNTED_AS[mapped.kind];
    counts = { ...counts, rows: row.number, [outcome]: counts[outcome] + 1 };
    if (mapped.kind === "rejected") await rejected.add(row.number, row.fields, mapped.reason);
    onRow({ fraction: row.fraction, counts });
    yield { call: mapped.kind === "event" ? mapped.call : undefined, counts };
  }
}

const COUNTED_AS = { event: "sent", filtered: "filtered", guest: "guests", rejected: "rejected" } as const;

function withoutRepeats(
  mapped: MappedRow,
  mapping: PlacedMapping,
  isRepeated: (id: string) => boolean,
  fields: readonly string[],
): MappedRow {
  if (mapped.kind !== "event" || mapping.event !== "Order Completed") return mapped;
  const orderId = fields[mapping.orderId]!.trim();
  if (!isRepeated(orderId)) return mapped;
  const reason = `order ${orderId} stands in an earlier row; one row an order is expected, with its whole value`;
  return { kind: "rejected", reason };
}
