import { addressOf } from "../data-folder/running.js";
import { readConfig } from "../settings/config.js";
import { localAddress } from "../settings/local-address.js";
import { openHttpWarehouse } from "../store/warehouse/clickhouse-http.js";
import { type Warehouse, WarehouseError } from "../store/warehouse/warehouse.js";
import { startCollectorProcess } from "./collector-process.js";
import { readDataFolder } from "./data-folder.js";

/** A ClickHouse that answers, with the first source of its data folder. */
export interface FoundClickHouse {
  readonly warehouse: Warehouse;
  readonly source: string;
  readonly timeZone: string;
  /** Closes the connection, and stops what was started for it. */
  close(): Promise<void>;
}

export interface ClickHouseWanted {
  /** Base address; undefined for the data folder's own. */
  readonly url: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Data folder; undefined for the configured one. */
  readonly data: string | undefined;
}

/**
 * Finds the ClickHouse to query: the one at the given address, else the one running on the data folder, else one
 * started on it for this command.
 *
 * @throws {Error} when nothing answers, or there is no data folder; the message says what to do
 */
export async function findClickHouse(wanted: ClickHouseWanted): Promise<FoundClickHouse> {
  const config = readConfig({ flags: { SAFAR_DATA: wanted.data } });
  const folder = await readDataFolder(config.SAFAR_DATA);
  const first = folder?.sources[0];
  const about = {
    source: first?.id ?? config.SAFAR_SOURCE,
    timeZone: first?.timeZone ?? config.SAFAR_TIME_ZONE,
  };
  const usual = localAddress(config.SAFAR_QUERY_LISTEN, config.SAFAR_QUERY_PORT);
  const place = { folder: config.SAFAR_DATA, isThere: folder !== undefined, usual };
  const url = wanted.url ?? (await addressOf("clickhouse", place));
  if (url !== undefined) {
    const warehouse = openHttpWarehouse({
      url,
      username: wanted.username ?? "default",
      password: wanted.password ?? (config.SAFAR_CLICKHOUSE_PASSWORD || folder?.clickhousePassword || ""),
    });
    const problem = await whyNotAnswering(warehouse);
    if (!problem) return { ...about, warehouse, close: () => warehouse.close() };
    await warehouse.close();
    if (wanted.url !== undefined) {
      throw new Error(
        `ClickHouse at ${url} can't be asked: ${problem.message} Check --clickhouse, --user and --password.`,
      );
    }
  }
  if (!folder) {
    throw new Error(
      `There is no data in ${config.SAFAR_DATA}, and no ClickHouse to ask at ${url}. ` +
        "Start `safar serve` or import orders first, or name a data folder with --data, or a server with --clickhouse.",
    );
  }
  const own = await startCollectorProcess(config.SAFAR_DATA);
  const ownWarehouse = openHttpWarehouse({
    url: own.clickhouse,
    username: "default",
    password: own.password,
  });
  return {
    ...about,
    warehouse: ownWarehouse,
    async close() {
      await ownWarehouse.close();
      await own.stop();
    },
  };
}

async function whyNotAnswering(warehouse: Warehouse): Promise<WarehouseError | undefined> {
  try {
    await warehouse.query("SELECT 1");
    return undefined;
  } catch (error) {
    if (error instanceof WarehouseError) return error;
    throw error;
  }
}
