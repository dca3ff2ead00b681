import { EVENT_COLUMNS } from "../../event/enrich/event-row.js";
import { linesOf } from "../../store/warehouse/statements.js";
import type { RowText, Warehouse } from "../../store/warehouse/warehouse.js";
import type { UserLink } from "./join-users.js";

/** An alias as it is stored. */
export interface Alias extends UserLink {
  readonly source: string;
}

/** Restricts aliases to these sources, and to these messages or users. */
export interface Among {
  readonly sources: readonly string[];
  readonly messages?: readonly string[];
  readonly users?: readonly string[];
}

/** Aliases from pages join users only if the source allows it. */
const BELIEVED =
  "(key_kind = 'server' OR source_id GLOBAL IN (SELECT source_id FROM sources FINAL WHERE user_links_from = 'any'))";

/** Reads aliases that join users: those from servers, and those from pages if the source accepts them. */
export async function believedAliases(warehouse: Pick<Warehouse, "query">, of?: Among): Promise<Alias[]> {
  const among = [
    of && " AND source_id IN {sources:Array(String)}",
    of?.messages && " AND message_id IN {messages:Array(String)}",
    of?.users && " AND (user_id IN {users:Array(String)} OR previous_id IN {users:Array(String)})",
  ];
  const rows = await warehouse.query<AliasRow>(
    `SELECT source_id AS source, user_id AS user, previous_id AS previous,
       toString(toUnixTimestamp64Milli(timestamp)) AS at, toUInt8(key_kind = 'web') AS web
     FROM event_rows FINAL
     WHERE kind = 'alias' AND user_id != '' AND previous_id != '' AND user_id != previous_id AND ${BELIEVED}
       ${among.filter(Boolean).join("")}`,
    of && { ...of },
  );
  return rows.map(({ source, user, previous, at, web }) => ({
    source,
    userId: user,
    previousId: previous,
    at: Number(at),
    isWeb: web === 1,
  }));
}

interface AliasRow {
  readonly source: string;
  readonly user: string;
  readonly previous: string;
  readonly at: string;
  readonly web: number;
}

const MESSAGE_ID = EVENT_COLUMNS.indexOf("message_id");

/**
 * Finds the alias messages among event rows; undefined when there are none. Other rows are not parsed.
 *
 * @param rows as they are inserted: source, kind and message id come first
 */
export function aliasesAmong(rows: readonly RowText[]): Among | undefined {
  const sources = new Set<string>();
  const ids = new Set<string>();
  for (const row of rows) {
    for (const line of linesWithAlias(row)) {
      // The row was written by Safar; its first columns are strings.
      const values = JSON.parse(line) as string[];
      sources.add(values[0]!);
      ids.add(values[MESSAGE_ID]!);
    }
  }
  return ids.size === 0 ? undefined : { sources: [...sources], messages: [...ids] };
}

function linesWithAlias(row: RowText): string[] {
  if (typeof row === "string") return isAlias(row) ? [row] : [];
  return row.includes('","alias","') ? linesOf(row).map(String).filter(isAlias) : [];
}

/** Source names contain no quotes, so the second value begins after the first comma. */
function isAlias(line: string): boolean {
  return line.startsWith('"alias"', line.indexOf('","') + 2);
}
