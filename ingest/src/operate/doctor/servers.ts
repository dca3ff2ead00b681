import { pino } from "pino";
import type { Config } from "../../settings/config.js";
import { openSharedSources } from "../../sources/shared-sources.js";
import { certificates, kafkaSettings } from "../../store/event-log/kafka-settings.js";
import { kafkaBroker } from "../../store/event-log/kafkajs/broker.js";
import { checkSchema } from "../../store/migrate/check-schema.js";
import { openHttpWarehouse } from "../../store/warehouse/clickhouse-http.js";
import { type Finding, fail, ok, warn } from "./finding.js";
import { checkStored, type ToldWhere } from "./stored.js";

/** The oldest ClickHouse that this release was tested with. */
const OLDEST_CLICKHOUSE = 25;
const CLOCKS_APART_MS = 1_000;
const SILENT = pino({ level: "silent" });

/** Checks that Kafka is reachable, has its topics, and can store an event now. Creates nothing. */
export async function checkKafka(config: Config): Promise<Finding[]> {
  const about = "Kafka";
  try {
    const settings = { ...kafkaSettings(config, "doctor"), createTopics: false };
    const broker = kafkaBroker(settings, SILENT);
    try {
      await broker.prepare();
      await broker.probe();
      return [ok(about, `${config.SAFAR_KAFKA_BROKERS}: its topics exist and accept events`)];
    } finally {
      await broker.close();
    }
  } catch (error) {
    return [
      fail(about, (error as Error).message, "See ship/README.md; `safar collect` creates missing topics."),
    ];
  }
}

/** Checks that a ClickHouse server is reachable, and checks its version, its tables and its clock. */
export async function* checkClickHouse(config: Config, told: ToldWhere): AsyncGenerator<Finding> {
  const about = "ClickHouse";
  let server: ReturnType<typeof openHttpWarehouse> | undefined;
  let warehouse: ReturnType<typeof openHttpWarehouse> | undefined;
  try {
    const address = {
      url: config.SAFAR_CLICKHOUSE_URL,
      username: config.SAFAR_CLICKHOUSE_USER,
      password: config.SAFAR_CLICKHOUSE_PASSWORD,
      requestTimeout: 10_000,
      ...certificates("SAFAR_CLICKHOUSE_CA", config.SAFAR_CLICKHOUSE_CA),
    };
    // A server without tables of Safar does not have the database either.
    server = openHttpWarehouse({ ...address, database: "default" });
    warehouse = openHttpWarehouse(address);
    const asked = Date.now();
    const [row] = await server.query<{ version: string; now: string }>(
      "SELECT version() AS version, toString(toUnixTimestamp64Milli(now64(3))) AS now",
    );
    const answered = Date.now();
    const { version = "", now = "" } = row ?? {};
    const apart = Math.max(0, Number(now) - answered, asked - Number(now));
    const tables = await checkSchema(warehouse).then(
      () => ok("tables", "match this release"),
      (error: Error) => fail("tables", error.message, "Run `safar migrate` of this release."),
    );
    yield Number(version.split(".", 1)[0]) >= OLDEST_CLICKHOUSE
      ? ok(about, `${version} at ${config.SAFAR_CLICKHOUSE_URL}`)
      : warn(
          about,
          `${version} is older than any tested version.`,
          `Upgrade to ${OLDEST_CLICKHOUSE}.3 or newer.`,
        );
    yield apart < CLOCKS_APART_MS
      ? ok("clock of ClickHouse", "agrees with this one")
      : warn(
          "clock of ClickHouse",
          `It differs from this clock by ${(apart / 1000).toFixed(1)} s.`,
          "Synchronise both with a time service.",
        );
    yield tables;
    if (tables.state === "ok") yield* checkStored(warehouse, told);
  } catch (error) {
    yield fail(about, (error as Error).message, "Check SAFAR_CLICKHOUSE_URL, _USER and _PASSWORD.");
  } finally {
    await server?.close();
    await warehouse?.close();
  }
}

/** Checks the file of sources that collectors share. */
export async function checkSources(config: Config): Promise<Finding> {
  try {
    const opened = await openSharedSources(config.SAFAR_SOURCES, { logger: SILENT });
    await opened.close();
    return ok("sources", config.SAFAR_SOURCES);
  } catch (error) {
    return fail("sources", (error as Error).message, "See `safar sources --help` to create one.");
  }
}
