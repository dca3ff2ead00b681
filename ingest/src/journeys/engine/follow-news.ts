import type { JourneyKey } from "./journal.js";
import { journeyKey, type LiveJourney, lastVersion } from "./live-journeys.js";
import type { Memory } from "./memory.js";
import type { Cursor } from "./news.js";
import { type TickParts, tick } from "./tick.js";

/** Moves on whoever has new events or is due. */
export interface NewsFollower {
  /**
   * @param able journeys that can go on
   * @param waiting journeys that can't now: what is new to them is read when they can
   * @returns how many runs began, went on or ended
   */
  go(able: readonly LiveJourney[], waiting: readonly LiveJourney[], now: number): Promise<number>;
}

const WRITE_EVERY_MS = 5_000;

/** Goes on where the engine before ended; at first where the first journey was published. */
export async function followNews(parts: TickParts, memory: Memory): Promise<NewsFollower> {
  const known = await memory.read("cursor");
  let cursor = known === undefined ? undefined : (JSON.parse(known) as Cursor);
  let written = 0;
  /** Blocks that these journeys, in these versions, have read. */
  let seen: { readonly by: string; readonly blocks: readonly number[] } = { by: "", blocks: [] };
  /** Where those who wait stopped, the one that stopped first at first. */
  const stopped = new Map<JourneyKey, Cursor>();
  return {
    async go(able, waiting, now) {
      cursor ??= { table: "", block: 0, at: Math.min(...[...able, ...waiting].map(({ since }) => since)) };
      for (const journey of waiting)
        if (!stopped.has(journeyKey(journey))) stopped.set(journeyKey(journey), cursor);
      let transitions = 0;
      for (const journey of able) {
        const from = stopped.get(journeyKey(journey));
        if (from === undefined) continue;
        transitions += (await tick(parts, [journey], from, now)).transitions;
        stopped.delete(journeyKey(journey));
      }
      const by = able
        .map((each) => `${journeyKey(each)} ${lastVersion(each).version} ${each.isPaused}`)
        .join(",");
      const ticked = await tick(parts, able, cursor, now, seen.by === by ? seen.blocks : []);
      cursor = ticked.cursor;
      seen = { by, blocks: ticked.seen };
      transitions += ticked.transitions;
      if (transitions > 0 || now >= written + WRITE_EVERY_MS) {
        const [first = cursor] = stopped.values();
        await memory.write("cursor", JSON.stringify(first));
        written = now;
      }
      return transitions;
    },
  };
}
