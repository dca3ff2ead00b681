import { InvalidArgumentError } from "commander";
import { isTimeZone } from "../../settings/time-zone.js";
import { readRangeEnd } from "./range.js";

/** An end of a range as a command takes it, such as 2024-01-01. */
export function dateOption(text: string): string {
  try {
    return readRangeEnd(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** A time zone as a command takes it, by its IANA name. */
export function timeZoneOption(name: string): string {
  if (isTimeZone(name)) return name;
  throw new InvalidArgumentError(`"${name}" is no time zone. Use an IANA name, such as Europe/London.`);
}
