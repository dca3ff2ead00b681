import type { Logger } from "pino";
import type { MessageChannel } from "../../channels/channel.js";
import { type Track, trackChannel } from "../../channels/track/track-channel.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { ShopData } from "../sending/fill-message.js";
import type { Permission } from "../sending/second-look.js";
import { openAddressBounds } from "./address-bounds.js";
import { type Background, background } from "./background.js";
import type { LinkParts } from "./compose-message.js";
import { dueSoon } from "./due-soon.js";
import { followNews } from "./follow-news.js";
import { clickHouseJournal, type JourneyKey } from "./journal.js";
import type { Lease } from "./lease.js";
import { journeyKey, liveJourneys, needsNoChannel } from "./live-journeys.js";
import { entryLooks } from "./looks.js";
import { engineMemory } from "./memory.js";
import { liveRecommendations } from "./recommendations.js";
import type { JournalRow, MessageRow } from "./row.js";
import { liveSegments } from "./segments.js";
import { type SendCounts, sendDue, settleLeftBehind } from "./send.js";
import type { Sender } from "./sender.js";
import { shopHours } from "./shop-hours.js";
import { letIn, type Pace } from "./tick.js";
import { trackFate } from "./track-fate.js";

export interface JourneyEngineParts {
  readonly warehouse: Pick<Warehouse, "query" | "insert">;
  /** Asks segments: as somebody who may change nothing, and whose questions are bounded. */
  readonly reader: Pick<Warehouse, "query">;
  readonly lease: Lease;
  readonly sender: Sender;
  readonly channels: readonly MessageChannel[];
  /** Takes events of messages and journeys as all events are taken; stored past the event log if left out. */
  readonly track?: Track;
  readonly permission: Permission;
  /** Addresses that only pages told, to which journeys may begin to write in an hour, for each source. */
  readonly pageContactsPerHour: number;
  readonly shopOf: (source: string) => ShopData;
  readonly links: LinkParts;
  readonly logger: Pick<Logger, "info" | "warn">;
  readonly clock?: () => number;
  /** How segments are asked; one at a time, beside the rounds, if left out. */
  readonly background?: Background;
  readonly pace?: Pace;
  readonly observe?: (counts: { readonly transitions: number; readonly messages: SendCounts }) => void;
  /** Called when there are new messages to send. */
  readonly intended?: () => void;
}

/** Carries journeys out, a step at a time. Both steps may run beside each other: neither waits for the other's work. */
export interface JourneyEngine {
  /** Reads what is new, and moves who is due. */
  move(): Promise<void>;
  /** Sends what is to be sent now, as many messages as are looked at together. @returns how many were looked at */
  send(): Promise<number>;
  /** Ends the wait for providers after a short time. */
  stop(): void;
}

const WRITE_AGAIN_MS = 1_000;
/** An engine that was overtaken may still write an attempt, and end before it can take it back. */
const SETTLE_EVERY_MS = 60_000;
/** How long providers may take when the engine is to close. */
const LAST_WAIT_MS = 5_000;

/**
 * Begins where the engine before it ended; what that one handed over without an answer is in doubt from here on. Rounds
 * throw `LeaseLost` when another engine has taken over: this one is of no use then.
 *
 * @throws {WarehouseError} when the journal can't be read
 */
export async function openJourneyEngine(parts: JourneyEngineParts): Promise<JourneyEngine> {
  const { warehouse, reader, lease, sender, logger, permission, shopOf, links, observe } = parts;
  const clock = parts.clock ?? Date.now;
  const journal = clickHouseJournal(warehouse);
  const memory = engineMemory(warehouse);
  const published = liveJourneys(warehouse);
  const asking = parts.background ?? background();
  const segments = liveSegments(reader, asking, logger);
  const due = dueSoon(journal);
  const tickParts = {
    ...{ warehouse, due },
    journal: {
      ...journal,
      async write(rows: readonly JournalRow[]) {
        try {
          await journal.write(rows);
        } catch (error) {
          // Nobody knows whether they are there.
          due.forget();
          throw error;
        }
        due.wrote(rows);
        if (rows.some(({ record }) => record === "message")) parts.intended?.();
      },
    },
    segments,
    shopHours: shopHours(reader, asking),
    generation: lease.generation,
    pace: parts.pace,
  };
  const news = await followNews(tickParts, memory);
  const looks = entryLooks({
    ...{ warehouse, reader, memory, background: asking, logger },
    letIn: (journey, people, moment, at) => letIn(tickParts, journey, people, moment, at),
  });
  const track = parts.track ?? trackFate(warehouse, clock);
  const channels = new Map(
    [...parts.channels, trackChannel(track)].map((channel) => [channel.channel as string, channel]),
  );
  const abort = new AbortController();
  let [isSender, isCopyTold] = [false, false];
  /** The journeys that were moved last; undefined until then. */
  let moved: readonly JourneyKey[] | undefined;
  let settledAt = Number.NEGATIVE_INFINITY;
  const tooMany = (source: string) =>
    logger.warn(
      { source },
      "Some messages are not sent: more new addresses that came only from pages are due than SAFAR_PAGE_CONTACTS_PER_HOUR allows. `safar messages list --status not-sent` shows them",
    );
  const bounds = await openAddressBounds(journal, parts.pageContactsPerHour, tooMany, clock());
  const sendParts = {
    bounds,
    ...{ warehouse, journal, channels, lease, permission, shopOf, links, clock, signal: abort.signal },
    recommendations: liveRecommendations(reader, logger),
    track,
    writeSurely: async (rows: readonly MessageRow[]) => {
      for (;;) {
        try {
          return await journal.write(rows);
        } catch (err) {
          if (abort.signal.aborted) throw err;
          logger.warn({ err }, "The outcome of messages can't be written; trying again");
          await new Promise((resolve) => setTimeout(resolve, WRITE_AGAIN_MS));
        }
      }
    },
  };

  const settle = async () => {
    const inDoubt = await settleLeftBehind(sendParts);
    settledAt = performance.now();
    if (inDoubt > 0)
      logger.warn(
        { messages: inDoubt },
        "Messages are in doubt: the engine was stopped while they were handed over",
      );
    return inDoubt;
  };

  return {
    async move() {
      const all = await published();
      // Without a channel nobody comes into a journey with messages: they would be lost to those who could get them later.
      const journeys = parts.channels.length > 0 ? all : all.filter(needsNoChannel);
      if (journeys.length === 0) return;
      isSender ||= await sender.maySend(memory);
      if (!isSender) {
        if (!isCopyTold) logger.warn(sender.copied);
        isCopyTold = true;
        return;
      }
      const now = clock();
      const active = journeys.filter(({ isPaused }) => !isPaused);
      const able = await segments.ask(active, now);
      moved = able.map(journeyKey);
      const waiting = active.filter((journey) => !able.includes(journey));
      try {
        const transitions = (await news.go(able, waiting, now)) + (await looks.go(able, now));
        observe?.({ transitions, messages: {} });
      } catch (error) {
        // What was taken was not done.
        due.forget();
        throw error;
      }
    },
    async send() {
      if (moved === undefined) return 0;
      const inDoubt = performance.now() >= settledAt + SETTLE_EVERY_MS ? await settle() : 0;
      const able = (await published()).filter((journey) => moved?.includes(journeyKey(journey)));
      const { lookedAt, counts } = await sendDue(sendParts, able);
      observe?.({
        transitions: 0,
        messages: inDoubt > 0 ? { ...counts, "in-doubt": inDoubt + (counts["in-doubt"] ?? 0) } : counts,
      });
      return lookedAt;
    },
    stop() {
      setTimeout(() => abort.abort(), LAST_WAIT_MS).unref();
    },
  };
}
