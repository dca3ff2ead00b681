/** Local times by the runtime's own calendar, to check those of the reducer, which has another. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock on the wall shows, as if it were UTC, epoch milliseconds. */
export function wall(at: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      ...{ timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric" },
    });
    formats.set(timeZone, format);
  }
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const ms = ((at % 1000) + 1000) % 1000;
  return Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!, ms);
}

/** The first moment at which the wall shows this; one that is left out is as much later as the clock jumps. */
export function momentOf(shown: number, timeZone: string): number {
  const day = 86_400_000;
  const offsets = [shown - day, shown + day].map((guess) => wall(guess, timeZone) - guess);
  const fitting = offsets.map((offset) => shown - offset).filter((at) => wall(at, timeZone) === shown);
  return fitting.length > 0 ? Math.min(...fitting) : shown - offsets[0]!;
}

/** Days later at the same wall time. */
export function daysLater(at: number, days: number, timeZone: string): number {
  return momentOf(wall(at, timeZone) + days * 86_400_000, timeZone);
}

/** The next moment, this one included, at which the wall shows hours and minutes. */
export function nextAt(at: number, minutes: number, timeZone: string): number {
  const midnight = Math.floor(wall(at, timeZone) / 86_400_000) * 86_400_000;
  for (let day = 0; ; day++) {
    const moment = momentOf(midnight + day * 86_400_000 + minutes * 60_000, timeZone);
    if (moment >= at) return moment;
  }
}
