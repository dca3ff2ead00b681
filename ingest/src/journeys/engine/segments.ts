import type { Logger } from "pino";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { openSegment } from "../segments/ask-segment.js";
import { localText } from "../simulate/moments.js";
import { type Asked, type Background, QUICK_MS } from "./background.js";
import { type LiveJourney, lastVersion } from "./live-journeys.js";
import { shopTimeZone } from "./shop-time-zone.js";

/** Who is in the segments that conditions ask for. */
export interface Segments {
  /**
   * Asks what has to be asked again.
   *
   * @returns the journeys whose segments are known; the others wait
   */
  ask(journeys: readonly LiveJourney[], now: number): Promise<readonly LiveJourney[]>;
  /** @returns whether a person, by the customer's key, is in a segment of a journey that does not wait */
  ofJourney(journey: LiveJourney): (segment: string, person: string) => boolean;
}

/** What is known of a segment. */
interface Known {
  members: ReadonlySet<string> | undefined;
  /** When it was asked last. */
  at: number;
  asked: Asked<string[]> | undefined;
  hasFailed: boolean;
}

/** How long an answer stands. */
const FRESH_MS = 10 * 60_000;
/** When a segment that failed is asked again. */
const AGAIN_MS = 60_000;
const MOST_MEMBERS = 1_000_000;

/** Asks each segment at most every ten minutes, beside the rounds; the answer before stands until then. */
export function liveSegments(
  warehouse: Pick<Warehouse, "query">,
  background: Background,
  logger: Pick<Logger, "warn">,
): Segments {
  const known = new Map<string, Known>();

  const ask = async (source: string, name: string, select: string, now: number) => {
    const timeZone = await shopTimeZone(warehouse, source);
    const asked = { source, timeZone, until: localText(now, timeZone) };
    return await (await openSegment(warehouse, { name, select }, asked, MOST_MEMBERS))(asked);
  };

  async function lookAt({ source, name: journey }: LiveJourney, name: string, select: string, now: number) {
    const key = keyOf(source, select);
    const own = known.get(key) ?? { members: undefined, at: 0, asked: undefined, hasFailed: false };
    known.set(key, own);
    const isOld = now >= own.at + (own.hasFailed ? AGAIN_MS : FRESH_MS) || now < own.at;
    if (own.asked === undefined && isOld) {
      own.at = now;
      own.asked = background(() => ask(source, name, select, now));
      await own.asked.settled(QUICK_MS);
    }
    const outcome = own.asked?.outcome();
    if (outcome === undefined) return own.members !== undefined;
    own.asked = undefined;
    own.hasFailed = "error" in outcome;
    own.members = "error" in outcome ? undefined : new Set(outcome.answer);
    if ("error" in outcome)
      logger.warn(
        { err: outcome.error, journey, source },
        "A journey waits: a segment in its conditions can't be queried",
      );
    return own.members !== undefined;
  }

  return {
    async ask(journeys, now) {
      const able: LiveJourney[] = [];
      for (const journey of journeys) {
        let isKnown = true;
        for (const [name, select] of conditionSegments(journey))
          isKnown = (await lookAt(journey, name, select, now)) && isKnown;
        if (isKnown) able.push(journey);
      }
      return able;
    },
    ofJourney(journey) {
      const { segments } = lastVersion(journey);
      return (segment, person) =>
        known.get(keyOf(journey.source, segments[segment] ?? ""))?.members?.has(person) ?? false;
    },
  };
}

function keyOf(source: string, select: string): string {
  return JSON.stringify([source, select]);
}

/** The segments that conditions of the last version name, each with its SELECT. */
function conditionSegments(journey: LiveJourney): [string, string][] {
  const { segments, definition } = lastVersion(journey);
  const nodes = JSON.stringify(definition.nodes);
  return Object.entries(segments).filter(([name]) => nodes.includes(`"segment":${JSON.stringify(name)}`));
}
