import { localText } from "../simulate/moments.js";

/** A moment as the clock in a time zone shows it, to the minute: `YYYY-MM-DD hh:mm`. */
export function localMinuteText(at: number, timeZone: string): string {
  return localText(at, timeZone).slice(0, -3);
}
