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

/** Text without blanks around it; "" when there is none. */
export function textOf(value: unknown): string {
  const text = toldText(value);
  return isTold(text) ? text.trim() : "";
}

/** Every decimal of so many digits survives as a JSON number (IEEE 754 binary64). */
const EXACT_DIGITS = 15;

/**
 * An amount that a program wrote as text with a decimal point, as a number: "19.900" in Kuwaiti dinars is not to be
 * taken for thousands. What is no such amount stays as it is, for the collector to judge.
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

/** What is told of an object's fields: those that say nothing are left out. */
export function told(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== ""),
  );
}

/** The time of an event where one was told: else it has that of its receipt. */
export function at(timestamp: string): { readonly timestamp?: string } {
  return timestamp === "" ? {} : { timestamp };
}
