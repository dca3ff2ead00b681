import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { openSegment } from "../segments/ask-segment.js";
import { localText } from "../simulate/moments.js";
import { type LiveJourney, lastVersion } from "./live-journeys.js";
import { shopTimeZone } from "./shop-time-zone.js";

/** Who is in the segments that conditions ask for. */
export interface Segments {
  /** @returns whether a person, by the customer's key, is in a segment of the journey's last version */
  ofJourney(journey: LiveJourney, now: number): Promise<(segment: string, person: string) => boolean>;
}

/** How long an answer stands. */
const FRESH_MS = 10 * 60_000;

/** Asks each segment at most every ten minutes. */
export function liveSegments(warehouse: Pick<Warehouse, "query">): Segments {
  const known = new Map<string, { readonly at: number; readonly members: ReadonlySet<string> }>();
  const membersOf = async (source: string, name: string, select: string, now: number) => {
    const key = JSON.stringify([source, select]);
    const before = known.get(key);
    if (before !== undefined && now < before.at + FRESH_MS && now >= before.at) return before.members;
    const timeZone = await shopTimeZone(warehouse, source);
    const asked = { source, timeZone, until: localText(now, timeZone) };
    const members = new Set(await (await openSegment(warehouse, { name, select }, asked))(asked));
    known.set(key, { at: now, members });
    return members;
  };
  return {
    async ofJourney(journey, now) {
      const { segments, definition } = lastVersion(journey);
      const asked = JSON.stringify(definition.nodes);
      const members = new Map<string, ReadonlySet<string>>();
      for (const [name, select] of Object.entries(segments))
        if (asked.includes(`"segment":${JSON.stringify(name)}`))
          members.set(name, await membersOf(journey.source, name, select, now));
      return (segment, person) => members.get(segment)?.has(person) ?? false;
    },
  };
}
