import { idText, isTold, toldText } from "@safar/schemas";

type Fields = Readonly<Record<string, unknown>>;

/** A part of a body that should be an object; an empty one when it is something else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** A part of a body that should be a list of objects. */
export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** Trimmed text; "" when the value is not text. */
export function textOf(value: unknown): string {
  const text = toldText(value);
  return isTold(text) ? text.trim() : "";
}

/** A decimal of up to this many digits is exact as a JSON number (IEEE 754 binary64). */
const EXACT_DIGITS = 15;

/**
 * Turns an amount in text with a decimal point into a number, so that "19.900" in Kuwaiti dinars is not read as
 * thousands. Any other value stays as it is, and validation judges it.
 */
export function amountOf(value: unknown): unknown {
  if (typeof value !== "string" || value.length > EXACT_DIGITS + 2) return value;
  return /^-?\d+(?:\.\d+)?$/.test(value) && value.replace(/\D/g, "").length <= EXACT_DIGITS
    ? Number(value)
    : value;
}

/** The value of the field of that name in a list of names and values, as an id. */
export function namedId(list: unknown, nameField: string, name: string): string {
  return idText(listOf(list).find((entry) => entry[nameField] === name)?.value);
}

/** An object without its empty fields. */
export function told(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== ""),
  );
}

/** The event's time, if one was sent. Without it the time of receipt counts. */
export function at(timestamp: string): { readonly timestamp?: string } {
  return timestamp === "" ? {} : { timestamp };
}
