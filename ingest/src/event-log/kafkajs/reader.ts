import { setTimeout as sleep } from "node:timers/promises";
import type { Kafka } from "kafkajs";
import type { Logger } from "pino";
import { BrokerError, type LogReader, type RecordTaker } from "../broker.js";
import { explainKafkaError } from "./explain.js";
import { joinGroup, type Membership } from "./membership.js";
import type { KafkaSettings } from "./settings.js";

export interface ReaderParts {
  readonly kafka: Kafka;
  readonly settings: KafkaSettings;
  readonly group: string;
  readonly taker: RecordTaker;
  readonly logger: Logger;
}

/** Between two attempts to join the group, in milliseconds. */
const REJOIN_MS = 1_000;
/** A membership in which the broker was not heard for so many sessions is given up. */
const SILENT_SESSIONS = 3;

/**
 * Reads as a member of a group, for as long as it is open: whatever ends a membership (a broker that is gone,
 * an error the library gives up on, silence), another one is begun.
 */
export function openReader(parts: ReaderParts): LogReader {
  const { logger, settings } = parts;
  let membership: Membership | undefined;
  let trouble: string | undefined = "The loader has not joined its group yet.";
  const closing = new AbortController();

  const living = (async () => {
    while (!closing.signal.aborted) {
      try {
        membership = await joinGroup(parts, {
          joined: () => {
            trouble = undefined;
          },
        });
        const silent = silence(membership, SILENT_SESSIONS * settings.sessionMs, closing.signal);
        await Promise.race([membership.ended, silent]);
        trouble = "The membership in the group ended.";
      } catch (error) {
        trouble = explainKafkaError(error, settings.brokers).message;
      }
      // Also when the reader was closed in the middle of joining: a member that stays keeps its partitions.
      await membership?.leave();
      membership = undefined;
      if (closing.signal.aborted) return;
      parts.taker.assigned([]);
      logger.warn({ reason: trouble }, "Reading was interrupted; joining the group again");
      await sleep(REJOIN_MS, undefined, { signal: closing.signal }).catch(() => {});
    }
  })();

  return {
    unavailable: () => trouble,
    async commit(positions) {
      if (!membership) throw new BrokerError("unreachable", trouble ?? "The loader is in no group.");
      await membership.commit(positions).catch((error: unknown) => {
        throw explainKafkaError(error, settings.brokers);
      });
    },
    async close() {
      closing.abort();
      await living;
      trouble = "The reader is closed.";
    },
  };
}

async function silence({ lastSign }: Membership, limitMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && performance.now() - lastSign() < limitMs) {
    await sleep(1_000, undefined, { signal }).catch(() => {});
  }
}
