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
  /** Told the rows of events once they are stored; the batch is stored when it is done, too. */
  readonly stored?: (events: readonly RowText[]) => Promise<unknown>;
}

const LETTER_HEADERS: LogRow["headers"] = messageHeaders(DEAD_LETTER_COLUMNS);
const LETTER_TABLE = "dead_letters";

/**
 * Stores a batch: its rows in the tables, its dead letters in their topic, from where they come back as rows.
 * What has been stored of it when it fails is stored again the next time, which changes nothing.
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
  // All have ended before any is tried again: an older insert never ends after a newer one of the same rows.
  for (const outcome of await Promise.allSettled(lanesOf(batch).map(storeLane)))
    if (outcome.status === "rejected") throw outcome.reason;
  if (stored) for (const { kind, rows } of batch.groups.values()) if (kind === "events") await stored(rows);
  // A dead letter that can't be stored as one goes straight into the table, so that it does not circle.
  if (lastLetters.length > 0) await warehouse.insert(LETTER_TABLE, DEAD_LETTER_COLUMNS, lastLetters);
  if (letters.length > 0)
    await broker.send(
      letters.map((row): LogRow => ({ kind: "deadLetters", key: null, row, headers: LETTER_HEADERS })),
    );
  return letters.length + lastLetters.length;
}
