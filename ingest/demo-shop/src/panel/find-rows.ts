import { gathered } from "../gathered.js";
import { askRows, ROWS_A_QUESTION } from "./ask.js";
import { type Entry, journal } from "./journal.js";

/** How long it waits, in milliseconds, before it asks for rows: acknowledgements come in batches. */
const GATHER_MS = 30;
/** How long until it asks again for what was not found, or when the collector did not answer. */
const AGAIN_MS = 2_000;

/** Looks in ClickHouse for the row of every event that was acknowledged, and tells the journal. */
export function findRows(onFound: () => void): void {
  const look = async () => {
    const wanted = journal.entries.filter(isWanted).slice(0, ROWS_A_QUESTION);
    let found = 0;
    try {
      const rows = wanted.length > 0 ? await askRows(wanted.map(({ messageId }) => messageId)) : [];
      const at = Date.now();
      for (const { message_id } of rows) journal.rowSeen(message_id, at);
      found = rows.length;
    } catch {
      // the collector is away: what was acknowledged waits there for the next question
    }
    if (found > 0) onFound();
    if (journal.entries.some(isWanted)) lookAfter(found > 0 ? 0 : AGAIN_MS);
  };
  const lookAfter = gathered(() => void look());
  journal.onChange((entry) => {
    if (isWanted(entry)) lookAfter(GATHER_MS);
  });
  lookAfter(0);
}

function isWanted({ reached, dropped }: Entry): boolean {
  return reached.acknowledged !== undefined && reached.row === undefined && dropped === undefined;
}
