import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { keyEntry } from "../../src/sources/write-keys.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import { freePorts } from "../broker/free-ports.js";
import { startOwnBroker } from "../broker/own-broker.js";
import { startClickHouseServer } from "../clickhouse-server/start.js";
import { smsFile } from "./journey-providers.js";
import { supervise } from "./supervised.js";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
/** Short, so that many kills are many changes of the active engine. */
export const SILENCE_MS = 3_000;
const START_MS = 120_000;
/** A server's: of people whom only pages tell, journeys write to no more than so many in an hour. */
export const SERVER_KEY = `sk_${"0123456789abcdef".repeat(2)}`;
const SOURCES = JSON.stringify({
  sources: [
    { id: "shop", currency: "EUR", timeZone: "America/New_York", keys: [keyEntry("server", SERVER_KEY)] },
  ],
});

/** Kafka, ClickHouse, a collector, a loader and two engines of journeys, each a process of its own. */
export async function startJourneyCluster(providers: { readonly mailPort: number; readonly url: string }) {
  const folder = await mkdtemp(join(tmpdir(), "safar-journeys-kafka-"));
  const [sources, sms] = [join(folder, "sources.json"), join(folder, "sms.json")];
  await writeFile(sources, SOURCES);
  await writeFile(sms, smsFile(providers.url));
  const [port = 0] = await freePorts(1);
  const [broker, clickhouse] = await Promise.all([startOwnBroker(), startClickHouseServer()]);
  await migrate(clickhouse.warehouse);
  const env = {
    SAFAR_LOG_LEVEL: "warn",
    SAFAR_SOURCES: sources,
    SAFAR_OPS_PORT: "0",
    SAFAR_KAFKA_BROKERS: broker.brokers,
    SAFAR_KAFKA_REPLICATION: "1",
    SAFAR_KAFKA_PARTITIONS: "3",
    SAFAR_KAFKA_SESSION_MS: "3000",
    SAFAR_CLICKHOUSE_URL: clickhouse.url,
    SAFAR_CLICKHOUSE_PASSWORD: clickhouse.password,
    SAFAR_MESSAGE_KEY: "0123456789abcdef0123456789abcdef",
    SAFAR_JOURNEYS_SILENCE_MS: String(SILENCE_MS),
    SAFAR_SMTP_URL: `smtp://127.0.0.1:${providers.mailPort}?ignoreTLS=true`,
    SAFAR_EMAIL_FROM: "Shop <hello@shop.example>",
    SAFAR_PUBLIC_URL: `http://127.0.0.1:${port}`,
    SAFAR_SMS_PROVIDER: sms,
    SAFAR_SMS_KEY: "secret",
    SAFAR_WEBHOOK_SECRET: `whsec_${Buffer.from("a secret of twenty-four b").toString("base64")}`,
    SAFAR_WEBHOOK_PRIVATE: "true",
  };
  const start = (name: string, ...args: string[]) =>
    supervise({ name, args: [MAIN, ...args, "--wait", "--json"], env });
  const collector = start("collector", "collect", "--port", String(port));
  const loader = start("loader", "load");
  const engines = [start("engine 1", "journeys", "run"), start("engine 2", "journeys", "run")] as const;
  const parts = [collector, loader, ...engines];
  const close = async () => {
    const codes = await Promise.all(parts.map((part) => part.stop()));
    await clickhouse.close();
    await broker.close();
    await rm(folder, { recursive: true, force: true });
    return codes;
  };
  try {
    await Promise.all(parts.map((part) => part.ready(START_MS)));
  } catch (error) {
    await close();
    throw error;
  }

  return {
    ...{ broker, clickhouse, collector, loader, engines },
    host: `http://127.0.0.1:${port}`,
    /** Engines as they are now: the active one first, which may be neither. */
    async byState() {
      const states = await Promise.all(engines.map(({ ops }) => isActive(ops)));
      return states[1] && !states[0] ? ([engines[1], engines[0]] as const) : engines;
    },
    close,
  };
}

export type JourneyCluster = Awaited<ReturnType<typeof startJourneyCluster>>;

async function isActive(ops: string | undefined): Promise<boolean> {
  if (ops === undefined) return false;
  try {
    const answer = await fetch(`${ops}/metrics`, { signal: AbortSignal.timeout(1_000) });
    return (await answer.text()).includes("\nsafar_journey_engine_active 1\n");
  } catch {
    return false;
  }
}
