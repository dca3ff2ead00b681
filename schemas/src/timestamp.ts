/** An ISO 8601 date, or date and time, in the extended form; without a zone it is read as UTC. */
export const TIMESTAMP_PATTERN =
  "^(\\d{4})-(\\d{2})-(\\d{2})(?:[Tt ](\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?(?:[Zz]|([+-])(\\d{2}):?(\\d{2})?)?)?$";

const pattern = new RegExp(TIMESTAMP_PATTERN);

/** The furthest a JavaScript Date reaches from 1970 either way, in milliseconds (ECMA-262, "Time Values"). */
const MAX_TIME = 8.64e15;

/**
 * The instant that an event's `timestamp` or a batch's `sentAt` names.
 *
 * A text is ISO 8601 (`2024-05-01`, `2024-05-01T10:00:00.123+03:30`); one without a zone is read as UTC, on
 * every machine. Digits after the milliseconds are cut off. A number is milliseconds since 1970.
 *
 * @returns milliseconds since 1970, or undefined when the value names no instant of the calendar
 */
export function timestampMillis(value: unknown): number | undefined {
  if (typeof value === "number") return Math.abs(value) <= MAX_TIME ? Math.trunc(value) : undefined;
  if (typeof value !== "string") return undefined;
  const parts = pattern.exec(value);
  if (parts === null) return undefined;
  const [
    ,
    year,
    month,
    day,
    hour = "0",
    minute = "0",
    second = "0",
    fraction = "",
    sign,
    zoneHour,
    zoneMinute,
  ] = parts;
  // A leap second (60) becomes the first second of the next minute.
  if (+hour > 23 || +minute > 59 || +second > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() + 1 !== Number(month) || date.getUTCDate() !== Number(day)) return undefined;
  const offset = zoneOffsetMinutes(sign, zoneHour, zoneMinute);
  if (offset === undefined) return undefined;
  const millis = Number(fraction.slice(0, 3).padEnd(3, "0"));
  return date.getTime() + ((+hour * 60 + +minute - offset) * 60 + +second) * 1000 + millis;
}

function zoneOffsetMinutes(sign: string | undefined, hours = "0", minutes = "0"): number | undefined {
  if (sign === undefined) return 0;
  if (+hours > 23 || +minutes > 59) return undefined;
  return (sign === "-" ? -1 : 1) * (+hours * 60 + +minutes);
}
