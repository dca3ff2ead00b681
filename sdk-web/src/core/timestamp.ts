/** Writes times as ISO 8601 text in UTC with milliseconds, once for all events of a millisecond. */
export function createTimestamps(): (now: number) => string {
  let latest = Number.NaN;
  let text = "";
  return (now) => {
    if (now !== latest) {
      latest = now;
      text = new Date(now).toISOString();
    }
    return text;
  };
}
