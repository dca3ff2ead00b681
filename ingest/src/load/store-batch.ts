import { DEAD_LETTER_COLUMNS } from "../event/validate/dead-letter-row.js";
import type { Broker, LogRow } from "../store/event-log/broker.js";
import { messageHeaders } from "../store/event-log/log-message.js";
import { storeFitRows } from "../store/event-log/store-group.js";
import type { RowText, Warehouse } from "../store/warehouse/warehouse.js";
import { type Batch, lanesOf, type RowGroup } from "./batch.js";
import { refusedRowLetter } from "./letters.js";

export interface StoreParts {
  readonly warehouse: Pick<Warehouse, "insert">;
  readonly broker: Pick<Broker, "send">;
  /** Called with the event rows after they are stored; the batch counts as stored once this is done too. */
  readonly stored?: (events: readonly RowText[]) => Promise<unknown>;
}

const LETTER_HEADERS: LogRow["headers"] = messageHeaders(DEAD_LETTER_COLUMNS);
const LETTER_TABLE = "dead_letters";

/**
 * Stores a batch: rows in the tables, dead letters in their topic, from where they are read again as rows. After a
 * failure the whole batch is stored again; storing rows twice changes nothing.
 *
 * @returns how many dead letters were made
 * @throws {WarehouseError | BrokerError} when not all of it could be stored
 */
export async function storeBatch({ warehouse, broker, stored }: StoreParts, batch: Batch): Promise<number> {
  const letters = [...batch.letters];
  const lastLetters = [...batch.lastLetters];
  const storeLane = async (groups: readonly RowGroup[]) => {
    for (const { kind, columns, rows } of groups) {
      const table = kind === "events" ? "event_rows" : LETTER_TABLE;
      const toDeadLetter = (row: string, reason: string) => refusedRowLetter(columns, row, reason);
      const unfit = await storeFitRows(warehouse, { events: { table, columns }, toDeadLetter }, rows);
      (kind === "events" ? letters : lastLetters).push(...unfit);
    }
  };
  // Wait for all inserts before a retry: an older insert must not finish after a newer one of the same rows.
  for (const outcome of await Promise.allSettled(lanesOf(batch).map(storeLane)))
    if (outcome.status === "rejected") throw outcome.reason;
  if (stored) for (const { kind, rows } of batch.groups.values()) if (kind === "events") await stored(rows);
  // An unreadable dead letter goes straight into the table, so that it does not loop through the topic.
  if (lastLetters.length > 0) await warehouse.insert(LETTER_TABLE, DEAD_LETTER_COLUMNS, lastLetters);
  if (letters.length > 0)
    await broker.send(
      letters.map((row): LogRow => ({ kind: "deadLetters", key: null, row, headers: LETTER_HEADERS })),
    );
  return letters.length + lastLetters.length;
}
