import type { JourneyDefinition } from "@safar/schemas";
import { localMinute, minuteOf, nextLocal } from "./local-time.js";

const USUAL = { from: "21:00", until: "09:00" };

/** When the quiet hours end in which a moment lies; undefined when it lies in none. */
export function quietUntil(
  { quiet = USUAL }: Pick<JourneyDefinition, "quiet">,
  at: number,
  timeZone: string,
): number | undefined {
  if (quiet === false) return undefined;
  const [from, until, minute] = [minuteOf(quiet.from), minuteOf(quiet.until), localMinute(at, timeZone)];
  const isQuiet = from < until ? from <= minute && minute < until : minute >= from || minute < until;
  return isQuiet ? nextLocal(at, quiet.until, timeZone) : undefined;
}
