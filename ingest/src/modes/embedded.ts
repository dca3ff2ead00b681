import { join } from "node:path";
import type { Logger } from "pino";
import { buildApp } from "../app.js";
import type { Config } from "../config.js";
import { openClickHousePassword } from "../data-folder/clickhouse-password.js";
import { EVENT_COLUMNS } from "../enrich/event-row.js";
import { groupCommit } from "../event-log/group-commit.js";
import { migrate } from "../migrate/migrate.js";
import { buildQueryServer } from "../query/server.js";
import { openSourcesFile, type SourceEntry } from "../sources/sources-file.js";
import { tellSources } from "../sources/tell-sources.js";
import { DEAD_LETTER_COLUMNS, unfitRowLetter } from "../validate/dead-letter-row.js";
import { openChdbWarehouse } from "../warehouse/chdb.js";
import { DATABASE } from "../warehouse/statements.js";
import { listen } from "./listen.js";

export interface Embedded {
  /** Base address of the collector, such as `http://127.0.0.1:7070`. */
  readonly collector: string;
  /** Base address of the ClickHouse HTTP interface. */
  readonly clickhouse: string;
  readonly clickhousePassword: string;
  readonly sources: readonly SourceEntry[];
  /** True when this start made the first source and its write key. */
  readonly firstStart: boolean;
  /** Stops listening, stores what was accepted, and lets the data folder go. */
  close(): Promise<void>;
}

/**
 * The embedded mode: collector, event log, engine and analysts' interface in this one process.
 *
 * @throws {WarehouseError | MigrationError | Error} when a part can't start; those that did are closed again
 */
export async function startEmbedded(config: Config, logger: Logger): Promise<Embedded> {
  const opened: { close(): Promise<unknown> }[] = [];
  const closeAll = async () => {
    for (const part of opened.reverse()) await part.close();
  };
  try {
    const warehouse = await openChdbWarehouse(config.SAFAR_DATA);
    opened.push(warehouse);
    await migrate(warehouse);
    const { sources, created, find } = await openSourcesFile(join(config.SAFAR_DATA, "sources.json"), {
      id: config.SAFAR_SOURCE,
      currency: config.SAFAR_CURRENCY,
      timeZone: config.SAFAR_TIME_ZONE,
    });
    await tellSources(warehouse, sources);
    const password = await openClickHousePassword(
      join(config.SAFAR_DATA, "secrets.json"),
      config.SAFAR_CLICKHOUSE_PASSWORD,
    );

    const queryServer = await buildQueryServer({
      openSession: warehouse.openSession,
      password,
      database: DATABASE,
      logger,
    });
    opened.push(queryServer);
    const log = groupCommit(
      warehouse,
      {
        events: { table: "event_rows", columns: EVENT_COLUMNS },
        deadLetters: { table: "dead_letters", columns: DEAD_LETTER_COLUMNS },
        toDeadLetter: unfitRowLetter,
      },
      { maxPendingChars: config.SAFAR_MAX_PENDING_MIB * 1024 * 1024 },
    );
    opened.push(log);
    const app = await buildApp({ log, findSource: find, logger });
    opened.push(app);

    return {
      clickhouse: await listen(
        queryServer,
        config.SAFAR_QUERY_LISTEN,
        config.SAFAR_QUERY_PORT,
        "SAFAR_QUERY_PORT",
      ),
      collector: await listen(app, config.SAFAR_LISTEN, config.SAFAR_PORT, "SAFAR_PORT"),
      clickhousePassword: password,
      sources,
      firstStart: created,
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
