import { dueSoon } from "./due-soon.js";
import type { JourneyKey } from "./journal.js";
import { journeyKey, type LiveJourney, lastVersion } from "./live-journeys.js";
import type { Memory } from "./memory.js";
import type { Cursor } from "./news.js";
import { type Rest, type TickParts, tick } from "./tick.js";

/** Moves on whoever has new events or is due. */
export interface NewsFollower {
  /**
   * @param able journeys that can go on
   * @param waiting journeys that can't now: what is new to them is read when they can
   * @returns how many runs began, went on or ended
   */
  go(able: readonly LiveJourney[], waiting: readonly LiveJourney[], now: number): Promise<number>;
}

/** What came since is read once more by the next engine, and changes nothing. */
const WRITE_EVERY_MS = 5_000;

/** Goes on where the engine before ended; at first where the first journey was published. */
export async function followNews(parts: TickParts, memory: Memory): Promise<NewsFollower> {
  const known = await memory.read("cursor");
  let cursor = known === undefined ? undefined : (JSON.parse(known) as Cursor);
  let written = 0;
  /** What these journeys, in these versions, have read beyond the cursor. */
  let read: {
    readonly by: string;
    readonly seen?: readonly number[] | undefined;
    readonly rest?: Rest | undefined;
  } = {
    by: "",
  };
  /** Where those who wait stopped, the one that stopped first at first. */
  const stopped = new Map<JourneyKey, { readonly cursor: Cursor; readonly rest?: Rest }>();
  return {
    async go(able, waiting, now) {
      cursor ??= { table: "", block: 0, at: Math.min(...[...able, ...waiting].map(({ since }) => since)) };
      // Of one that waits again what it left is read anew: what came since it began was not read for it.
      for (const journey of waiting)
        stopped.set(journeyKey(journey), { cursor: stopped.get(journeyKey(journey))?.cursor ?? cursor });
      let transitions = 0;
      for (const journey of able) {
        const from = stopped.get(journeyKey(journey));
        if (from === undefined) continue;
        // What is due in all journeys stays known meanwhile.
        const own = { ...parts, due: dueSoon(parts.journal) };
        const { rest, ...done } = await tick(own, [journey], from.cursor, now, { rest: from.rest });
        transitions += done.transitions;
        if (rest === undefined) stopped.delete(journeyKey(journey));
        else stopped.set(journeyKey(journey), { cursor: from.cursor, rest });
      }
      const by = able
        .map((each) => `${journeyKey(each)} ${lastVersion(each).version} ${each.isPaused}`)
        .join(",");
      const ticked = await tick(parts, able, cursor, now, read.by === by ? read : {});
      cursor = ticked.cursor;
      read = { by, seen: ticked.seen, rest: ticked.rest };
      transitions += ticked.transitions;
      if (Math.abs(now - written) >= WRITE_EVERY_MS) {
        const [first = { cursor }] = stopped.values();
        await memory.write("cursor", JSON.stringify(first.cursor));
        written = now;
      }
      return transitions;
    },
  };
}
