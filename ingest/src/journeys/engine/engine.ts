import type { Logger } from "pino";
import type { MessageChannel } from "../../channels/channel.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { Permission } from "../sending/second-look.js";
import type { LinkParts, ShopData } from "./compose-message.js";
import { clickHouseJournal } from "./journal.js";
import { type LiveJourney, liveJourneys } from "./live-journeys.js";
import { engineMemory } from "./memory.js";
import type { Cursor } from "./news.js";
import type { MessageRow } from "./row.js";
import { liveSegments } from "./segments.js";
import { type SendCounts, sendBatch, settleLeftBehind } from "./send.js";
import { maySend } from "./sender-mark.js";
import { tick } from "./tick.js";
import { trackFate } from "./track-fate.js";

export interface JourneyEngineParts {
  readonly warehouse: Pick<Warehouse, "query" | "insert">;
  /** The data folder, whose mark tells whether it is the one that sends. */
  readonly folder: string;
  readonly channels: readonly MessageChannel[];
  readonly permission: Permission;
  readonly shopOf: (source: string) => ShopData;
  readonly links: LinkParts;
  readonly logger: Pick<Logger, "info" | "warn">;
  readonly clock?: () => number;
  readonly observe?: (counts: { readonly transitions: number; readonly messages: SendCounts }) => void;
}

/** Carries journeys out, a step at a time. */
export interface JourneyEngine {
  /** Reads what is new, moves who is due, and sends what is to be sent now. */
  round(): Promise<void>;
  /** Ends the wait for providers after a short time. */
  stop(): void;
}

const WRITE_AGAIN_MS = 1_000;
/** How long providers may take when the engine is to close. */
const LAST_WAIT_MS = 5_000;
const CURSOR_EVERY_MS = 5_000;

/**
 * Begins where the engine before it ended; what that one handed over without an answer is in doubt from here on.
 *
 * @throws {WarehouseError} when the journal can't be read
 */
export async function openJourneyEngine(parts: JourneyEngineParts): Promise<JourneyEngine> {
  const { warehouse, folder, logger, permission, shopOf, links, observe } = parts;
  const clock = parts.clock ?? Date.now;
  const journal = clickHouseJournal(warehouse);
  const memory = engineMemory(warehouse);
  const generation = Number((await memory.read("generation")) ?? 0) + 1;
  await memory.write("generation", String(generation));
  const published = liveJourneys(warehouse);
  const segments = liveSegments(warehouse);
  const channels = new Map(parts.channels.map((channel) => [channel.channel as string, channel]));
  const abort = new AbortController();
  let cursor: Cursor | undefined = await readCursor(memory);
  let [written, isCopyTold, isStopping] = [0, false, false];
  const sendParts = {
    ...{ warehouse, journal, channels, generation, permission, shopOf, links, clock, signal: abort.signal },
    track: trackFate(warehouse, clock),
    writeSurely: async (rows: readonly MessageRow[]) => {
      for (;;) {
        try {
          return await journal.write(rows);
        } catch (err) {
          if (abort.signal.aborted) throw err;
          logger.warn({ err }, "What became of messages can't be written; trying again");
          await new Promise((resolve) => setTimeout(resolve, WRITE_AGAIN_MS));
        }
      }
    },
  };

  /** A journey whose segment can't be asked waits; the others go on. */
  const askable = async (journeys: readonly LiveJourney[], now: number) => {
    const able: LiveJourney[] = [];
    for (const journey of journeys) {
      try {
        await segments.ofJourney(journey, now);
        able.push(journey);
      } catch (err) {
        logger.warn({ err, journey: journey.name }, "A journey waits: its segment can't be asked");
      }
    }
    return able;
  };

  return {
    async round() {
      const journeys = await published();
      if (journeys.length === 0) return;
      const isSender = await maySend(folder, memory);
      if (!isSender) {
        if (!isCopyTold)
          logger.warn(
            "This data folder is a copy: its journeys stand still. If it is the one to send from now on, say `safar journeys send-from-here`",
          );
        isCopyTold = true;
        return;
      }
      const now = clock();
      const able = await askable(journeys, now);
      cursor ??= { table: "", block: 0, at: Math.min(...journeys.map(({ since }) => since)) };
      const ticked = await tick({ warehouse, journal, segments, generation }, able, cursor, now);
      cursor = ticked.cursor;
      if (ticked.transitions > 0 || now >= written + CURSOR_EVERY_MS) {
        await memory.write("cursor", JSON.stringify(cursor));
        written = now;
      }
      const inDoubt = await settleLeftBehind(sendParts);
      if (inDoubt > 0)
        logger.warn(
          { messages: inDoubt },
          "Messages are in doubt: the engine was stopped while they were handed over",
        );
      const messages: Record<string, number> = inDoubt > 0 ? { "in-doubt": inDoubt } : {};
      while (!isStopping) {
        const batch = await sendBatch(sendParts, able);
        if (Object.keys(batch).length === 0) break;
        for (const [status, n] of Object.entries(batch)) messages[status] = (messages[status] ?? 0) + n;
      }
      observe?.({ transitions: ticked.transitions, messages });
    },
    stop() {
      isStopping = true;
      setTimeout(() => abort.abort(), LAST_WAIT_MS).unref();
    },
  };
}

async function readCursor(memory: ReturnType<typeof engineMemory>): Promise<Cursor | undefined> {
  const known = await memory.read("cursor");
  return known === undefined ? undefined : (JSON.parse(known) as Cursor);
}
