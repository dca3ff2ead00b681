import { InvalidArgumentError } from "commander";
import { isTimeZone } from "../../settings/time-zone.js";
import { readRangeEnd } from "./range.js";

/** Parses a start or end of a range from the command line, such as 2024-01-01. */
export function dateOption(text: string): string {
  try {
    return readRangeEnd(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** Parses a time zone from the command line, by its IANA name. */
export function timeZoneOption(name: string): string {
  if (isTimeZone(name)) return name;
  throw new InvalidArgumentError(`"${name}" is not a time zone. Use an IANA name, such as Europe/London.`);
}
