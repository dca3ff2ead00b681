import { findClickHouse } from "../../client/find-clickhouse.js";
import { findSource } from "../../client/find-source.js";
import { readConfig } from "../../settings/config.js";
import { openHttpWarehouse, type Quorum } from "../../store/warehouse/clickhouse-http.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { askChange } from "./ask-change.js";
import type { Change, ChangeResult } from "./change.js";
import { writeChange } from "./write-change.js";

/** Where journeys are published. */
export interface WhereOptions {
  readonly source?: string;
  readonly data?: string;
  readonly clickhouse?: string;
  readonly user?: string;
}

/** The journeys of a source, to read and to change. */
export interface OpenJourneys {
  readonly source: string;
  readonly timeZone: string;
  /** Reads as an analyst, or at a server as the user who was named. */
  readonly warehouse: Pick<Warehouse, "query">;
  change(change: Omit<Change, "source">): Promise<ChangeResult>;
  close(): Promise<void>;
}

/**
 * Opens the journeys of a collector's data folder, whether or not it runs, or of a ClickHouse server. In a folder the
 * collector writes, asked as its operator: analysts change nothing.
 *
 * @throws {Error} when nothing answers, or there is no such source; the message says what to do
 */
export async function openJourneys(options: WhereOptions): Promise<OpenJourneys> {
  const config = readConfig({
    flags: { SAFAR_DATA: options.data, SAFAR_CLICKHOUSE_URL: options.clickhouse },
  });
  const password = options.clickhouse === undefined ? undefined : config.SAFAR_CLICKHOUSE_PASSWORD;
  const found = await findClickHouse({
    ...{ url: options.clickhouse, username: options.user, password, data: options.data },
  });
  const asked = await findSource(found.warehouse, options.source, found).catch(async (error) => {
    await found.close();
    throw error;
  });
  const { source } = asked;
  const open = { ...asked, warehouse: found.warehouse, close: found.close };
  if (options.clickhouse === undefined)
    return { ...open, change: (change) => askChange({ ...change, source }, options.data) };
  const writer = openHttpWarehouse({
    url: config.SAFAR_CLICKHOUSE_URL,
    username: options.user ?? config.SAFAR_CLICKHOUSE_USER,
    password: config.SAFAR_CLICKHOUSE_PASSWORD,
    quorum: config.SAFAR_CLICKHOUSE_QUORUM as Quorum,
  });
  return {
    ...open,
    change: (change) => writeChange(writer, { ...change, source }),
    async close() {
      await writer.close();
      await found.close();
    },
  };
}
