import { setTimeout as sleep } from "node:timers/promises";
import { BrokerError, type LogReader } from "../broker.js";
import { explainKafkaError, isOfType } from "./explain.js";
import { joinGroup, type Membership } from "./membership.js";
import type { ReaderParts } from "./reader-parts.js";

/** Errors that Kafka answers for a while after its start, or while it creates its first group. */
const SETTLING = new Set([
  "GROUP_LOAD_IN_PROGRESS",
  "GROUP_COORDINATOR_NOT_AVAILABLE",
  "NOT_COORDINATOR_FOR_GROUP",
]);
/** Pause between two attempts to join the group, in milliseconds. */
const REJOIN_MS = 1_000;
/** A membership without an answer for this many session timeouts, while Kafka answers others, is abandoned. */
const SILENT_SESSIONS = 3;
const LISTEN_MS = 1_000;

/**
 * Reads as a member of a group until it is closed. When a membership ends (the library gave up, or no answers), it
 * starts another one. While Kafka is down it keeps the membership: the same member can continue at once, but a new
 * one must wait until the old session expires.
 */
export function openReader(parts: ReaderParts): LogReader {
  const { logger, settings } = parts;
  let membership: Membership | undefined;
  let trouble: string | undefined = "The loader has not joined its group yet.";
  const closing = new AbortController();
  const closed = new Promise<undefined>((resolve) => {
    closing.signal.addEventListener("abort", () => resolve(undefined));
  });

  const living = (async () => {
    while (!closing.signal.aborted) {
      let hasJoined = false;
      const joined = () => {
        hasJoined = true;
        trouble = undefined;
      };
      membership = joinGroup(parts, { joined });
      const why = await Promise.race([membership.ended, silence(membership), closed]);
      trouble = why === undefined ? "The membership in the group ended." : explained(why);
      // Leave even when the reader was closed while joining: otherwise the member would keep its partitions.
      await membership.leave();
      membership = undefined;
      if (closing.signal.aborted) return;
      parts.taker.assigned([]);
      if (!hasJoined && isOfType(why, SETTLING))
        logger.info({ reason: trouble }, "The group is not ready yet");
      else logger.warn({ reason: trouble }, "Reading was interrupted; joining the group again");
      await sleep(REJOIN_MS, undefined, { signal: closing.signal }).catch(() => {});
    }
  })();

  /** Resolves when the member gets no answers although Kafka is up. */
  async function silence({ lastSign }: Membership): Promise<undefined> {
    const limitMs = SILENT_SESSIONS * settings.sessionMs;
    let unanswered = Number.NEGATIVE_INFINITY;
    for (;;) {
      await sleep(LISTEN_MS, undefined, { signal: closing.signal }).catch(() => {});
      if (closing.signal.aborted) return;
      if (performance.now() - lastSign() < limitMs) continue;
      const answered = await parts.ask((admin) => admin.describeCluster()).then(Boolean, () => false);
      if (!answered) unanswered = performance.now();
      else if (performance.now() - Math.max(lastSign(), unanswered) >= limitMs) return;
    }
  }

  function explained(error: unknown): string {
    return explainKafkaError(error, settings.brokers).message;
  }

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
