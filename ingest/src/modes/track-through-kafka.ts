import type { Logger } from "pino";
import { storeFates } from "../channels/routes/store-fates.js";
import type { Track } from "../channels/track/track-channel.js";
import { EVENT_COLUMNS } from "../event/enrich/event-row.js";
import { privacyOf } from "../event/privacy/privacy.js";
import { DEAD_LETTER_COLUMNS, unfitRowLetter } from "../event/validate/dead-letter-row.js";
import type { Config } from "../settings/config.js";
import { openSharedSources } from "../sources/shared-sources.js";
import { kafkaLog } from "../store/event-log/kafka.js";
import { kafkaSettings } from "../store/event-log/kafka-settings.js";
import { kafkaBroker } from "../store/event-log/kafkajs/broker.js";
import type { Opened } from "./composed.js";
import { untilReady } from "./until-ready.js";

/** Most characters that wait for Kafka; messages are sent in batches of twenty. */
const MOST_PENDING_CHARS = 8 * 1024 * 1024;

/**
 * Sends the events of journeys through Kafka, as collectors send all events: what a shop never stores is left out, an
 * invalid event becomes a dead letter, and who reads the topics sees them all.
 *
 * @returns undefined where SAFAR_KAFKA_BROKERS or SAFAR_SOURCES is not set; the log says so
 * @throws {ConfigError | BrokerError} when they are set and can't be used
 */
export async function trackThroughKafka(
  config: Config,
  logger: Logger,
  { wait }: { readonly wait: boolean },
  opened: Opened,
): Promise<Track | undefined> {
  const missing = (["SAFAR_KAFKA_BROKERS", "SAFAR_SOURCES"] as const).filter((name) => config[name] === "");
  if (missing.length > 0) {
    logger.warn(
      `Events that journeys track go straight to ClickHouse, past Kafka. Set ${missing.join(" and ")} as \`safar collect\` has ${missing.length > 1 ? "them" : "it"}.`,
    );
    return undefined;
  }
  const sources = opened(await openSharedSources(config.SAFAR_SOURCES, { logger }));
  const broker = opened(kafkaBroker(kafkaSettings(config, "journeys"), logger));
  await untilReady(() => broker.prepare(), { wait, logger });
  const log = opened(
    kafkaLog(broker, {
      columns: { events: EVENT_COLUMNS, deadLetters: DEAD_LETTER_COLUMNS },
      toDeadLetter: unfitRowLetter,
      deadlineMs: config.SAFAR_APPEND_MS,
      maxPendingChars: MOST_PENDING_CHARS,
      changed: (reason) => {
        if (reason === undefined) logger.info("Kafka takes events again");
        else logger.warn(`Events of journeys wait until Kafka takes them: ${reason}`);
      },
    }),
  );
  const parts = { log, privacy: privacyOf(config), sources: sources.current };
  return async (source, event) => {
    const { rejected } = await storeFates(source, [event], parts);
    return rejected[0] && `${rejected[0].code}: ${rejected[0].message}`;
  };
}
