import { join } from "node:path";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { openMessageKey } from "../../channels/links/message-key.js";
import { type PushSettings, pushSettings } from "../../channels/push/push-settings.js";
import { openClickHousePassword } from "../../data-folder/clickhouse-password.js";
import { makePrivate } from "../../data-folder/private.js";
import { unfreezeAll } from "../../operate/backup/freeze.js";
import { type LostPartsWatch, watchLostParts } from "../../operate/disk/lost-parts.js";
import { type WatchedDisk, watchDisk } from "../../operate/disk/watch-disk.js";
import { newRegistry } from "../../operate/metrics/registry.js";
import { type JoinedUsers, joinedUsers } from "../../people/identity/joined-users.js";
import type { Config } from "../../settings/config.js";
import { requireDescriptors, thisMachine } from "../../settings/machine.js";
import { type OpenedSources, openSources } from "../../sources/open-sources.js";
import { applySources } from "../../sources/tell-sources.js";
import { type Engine, startEngine } from "../../store/engine/engine.js";
import { folderInUse } from "../../store/engine/failed-start.js";
import { holderOf } from "../../store/engine/holder.js";
import { makeDataFolder } from "../../store/engine/make-folder.js";
import { requireFreePorts } from "../../store/engine/ports.js";
import { migrateFolder } from "../../store/migrate/copy-earlier.js";
import { applyRetention, retentionOf } from "../../store/migrate/retention.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { type DemoShop, openDemoShop } from "../../try/demo-shop/open.js";
import type { Opened } from "../composed.js";

/** What only one process opens of a data folder, even with several workers. */
export interface Store {
  readonly engine: Engine;
  /** ClickHouse as its operator. */
  readonly warehouse: Warehouse;
  readonly disk: WatchedDisk;
  readonly lost: LostPartsWatch;
  readonly joined: JoinedUsers;
  readonly shops: OpenedSources;
  readonly demoShop: DemoShop | undefined;
  readonly registry: Registry;
  /** Password of analysts. */
  readonly password: string;
  /** Seals the links of messages. */
  readonly messageKey: string;
  /** How notifications are sent; undefined where they are not. */
  readonly push: PushSettings | undefined;
}

/**
 * Starts ClickHouse on the data folder, and upgrades it to this release.
 *
 * @throws {WarehouseError | MigrationError | Error} when it can't start; the message says what to change
 */
export async function openStore(config: Config, logger: Logger, opened: Opened): Promise<Store> {
  requireDescriptors(thisMachine());
  await makeDataFolder(config.SAFAR_DATA);
  await closeToOthers(config.SAFAR_DATA, logger);
  await requirePorts(config);
  const password = await openClickHousePassword(
    join(config.SAFAR_DATA, "secrets.json"),
    config.SAFAR_CLICKHOUSE_PASSWORD,
    logger,
  );
  // Created before the workers start, so that they all read the same keys.
  const messageKey = await openMessageKey(config.SAFAR_DATA, config.SAFAR_MESSAGE_KEY, logger);
  const push = await pushSettings(config, config.SAFAR_DATA, logger);
  const disk = opened(await watchDisk(config.SAFAR_DATA, config.SAFAR_RESERVE_MIB, logger));
  const engine = opened(
    await startEngine({
      folder: config.SAFAR_DATA,
      analysts: {
        password,
        host: config.SAFAR_QUERY_LISTEN,
        httpPort: config.SAFAR_QUERY_PORT,
        nativePort: config.SAFAR_NATIVE_PORT,
      },
      binary: config.SAFAR_CLICKHOUSE_BINARY,
      logger,
    }),
  );
  const warehouse = opened(engine.warehouse("operator"));
  await unfreezeAll(config.SAFAR_DATA);
  await migrateFolder(warehouse, logger);
  const joined = joinedUsers(warehouse);
  for (const table of await applyRetention(warehouse, retentionOf(config)))
    logger.info(`The retention of ${table} was changed`);
  const shops = opened(
    await openSources(join(config.SAFAR_DATA, "sources.json"), {
      logger,
      first: {
        id: config.SAFAR_SOURCE,
        currency: config.SAFAR_CURRENCY,
        timeZone: config.SAFAR_TIME_ZONE,
      },
      changed: (changed) => applySources(warehouse, joined, changed),
    }),
  );
  const registry = newRegistry();
  const lost = opened(await watchLostParts(warehouse, registry, logger));
  const figures = opened(engine.warehouse("dashboard"));
  const demoShop = await openDemoShop(config, figures, shops.current(), logger);
  if (demoShop) opened(demoShop);
  await applySources(warehouse, joined, [...shops.current(), ...(demoShop?.sources ?? [])]);
  return { engine, warehouse, disk, lost, joined, shops, demoShop, registry, password, messageKey, push };
}

/**
 * Checks the ports before anything starts, because opening a large folder takes a while.
 *
 * @throws {WarehouseError} `DATA_FOLDER_IN_USE`, or `PORT_TAKEN` with the setting to change
 */
async function requirePorts(config: Config): Promise<void> {
  try {
    await requireFreePorts([
      { host: config.SAFAR_LISTEN, port: config.SAFAR_PORT, setting: "SAFAR_PORT" },
      { host: config.SAFAR_OPS_LISTEN, port: config.SAFAR_OPS_PORT, setting: "SAFAR_OPS_PORT" },
      { host: config.SAFAR_QUERY_LISTEN, port: config.SAFAR_QUERY_PORT, setting: "SAFAR_QUERY_PORT" },
    ]);
  } catch (error) {
    // A second start on the same folder has the same ports; report the folder rather than the ports.
    const holder = await holderOf(config.SAFAR_DATA);
    throw holder === undefined ? error : folderInUse(config.SAFAR_DATA, holder);
  }
}

async function closeToOthers(folder: string, logger: Logger): Promise<void> {
  try {
    if (await makePrivate(folder))
      logger.warn("Other users of this machine could enter the data folder; it is closed to them now");
  } catch (err) {
    logger.warn({ err }, "The data folder can't be closed to the other users of this machine");
  }
}
