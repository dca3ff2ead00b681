import { Type } from "typebox";

/** A duration in a definition: a whole number and a unit. */
export const DURATION_PATTERN = "^[1-9]\\d{0,3} (minute|hour|day|week|month)s?$";

/** A local time of day, `00:00` to `23:59`. */
export const TIME_PATTERN = "^([01]\\d|2[0-3]):[0-5]\\d$";

/** A name of a journey, a node, or a branch of a split. */
export const NAME_PATTERN = "^[a-z0-9][a-z0-9-]{0,63}$";

/** Reserved name for `next`: the run ends. */
export const END = "end";

export const WEEKDAYS = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;

export const CHANNELS = ["email", "sms", "push"] as const;

/** A channel for messages. */
export type Channel = (typeof CHANNELS)[number];

export function Duration(description: string) {
  return Type.String({
    pattern: DURATION_PATTERN,
    description: `${description} A number and minutes, hours, days, weeks or months, such as "1 hour" or "3 days". Days, weeks and months are calendar units: the local hour stays the same when clocks change.`,
  });
}

export function LocalTime(description: string) {
  return Type.String({ pattern: TIME_PATTERN, description: `${description} As HH:MM, such as "10:00".` });
}

/** The node that comes next, or `end`. */
export function Next(description: string) {
  return Type.String({ pattern: NAME_PATTERN, description: `${description} A node's name, or "${END}".` });
}

export function EventName(description: string) {
  return Type.String({ minLength: 1, maxLength: 512, description });
}

/** A path to a value: names separated by dots. */
export function Path(description: string) {
  return Type.String({
    minLength: 1,
    maxLength: 256,
    description: `${description} Separate nested names by dots, as in "address.city".`,
  });
}

export const Weekday = Type.Union(
  WEEKDAYS.map((day) => Type.Literal(day)),
  { description: "The day of the week." },
);
