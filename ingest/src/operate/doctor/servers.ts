import { pino } from "pino";
import type { Config } from "../../settings/config.js";
import { openSharedSources } from "../../sources/shared-sources.js";
import { certificates, kafkaSettings } from "../../store/event-log/kafka-settings.js";
import { kafkaBroker } from "../../store/event-log/kafkajs/broker.js";
import { checkSchema } from "../../store/migrate/check-schema.js";
import { openHttpWarehouse } from "../../store/warehouse/clickhouse-http.js";
import { type Finding, fail, ok, warn } from "./finding.js";
import { checkStored, type ToldWhere } from "./stored.js";

/** The oldest ClickHouse on which this release was tried. */
const OLDEST_CLICKHOUSE = 25;
const CLOCKS_APART_MS = 1_000;
const SILENT = pino({ level: "silent" });

/** Kafka: reached, its topics there, and able to keep an event now. Nothing is made. */
export async function checkKafka(config: Config): Promise<Finding[]> {
  const about = "Kafka";
  try {
    const settings = { ...kafkaSettings(config, "doctor"), createTopics: false };
    const broker = kafkaBroker(settings, SILENT);
    try {
      await broker.prepare();
      await broker.probe();
      return [ok(about, `${config.SAFAR_KAFKA_BROKERS}: its topics are there, and take events`)];
    } finally {
      await broker.close();
    }
  } catch (error) {
    return [
      fail(about, (error as Error).message, "See ship/README.md; `safar collect` makes missing topics."),
    ];
  }
}

/** A ClickHouse server: reached, of a version that is known, its tables those of this release, its clock ours. */
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
    // A server that has no tables of Safar yet has no such database either.
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
      () => ok("tables", "are those of this release"),
      (error: Error) => fail("tables", error.message, "Run `safar migrate` of this release."),
    );
    yield Number(version.split(".", 1)[0]) >= OLDEST_CLICKHOUSE
      ? ok(about, `${version} at ${config.SAFAR_CLICKHOUSE_URL}`)
      : warn(
          about,
          `${version} is older than any that was tried.`,
          `Upgrade to ${OLDEST_CLICKHOUSE}.3 or newer.`,
        );
    yield apart < CLOCKS_APART_MS
      ? ok("clock of ClickHouse", "agrees with this one")
      : warn(
          "clock of ClickHouse",
          `It is ${(apart / 1000).toFixed(1)} s from this one.`,
          "Keep both right by a time service.",
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

/** The file of sources that collectors share. */
export async function checkSources(config: Config): Promise<Finding> {
  try {
    const opened = await openSharedSources(config.SAFAR_SOURCES, { logger: SILENT });
    await opened.close();
    return ok("sources", config.SAFAR_SOURCES);
  } catch (error) {
    return fail("sources", (error as Error).message, "`safar sources --help` tells how to make one.");
  }
}
