import { isTold, type JourneyPropertyRule, toldNumber, toldText } from "@safar/schemas";

type Comparison = Omit<JourneyPropertyRule, "property">;

/**
 * Whether a value fulfils a comparison. What was not told, or can't be read as what it is compared with, fulfils none but
 * `told: false`: nothing stands in for it.
 */
export function fulfils(value: unknown, comparison: Comparison): boolean {
  const { is, oneOf, contains, above, atLeast, below, atMost, told } = comparison;
  if (told !== undefined) return told === isThere(value);
  if (is !== undefined) return equals(value, is);
  if (oneOf !== undefined) return oneOf.some((one) => equals(value, one));
  if (contains !== undefined) return holds(value, contains);
  const number = toldNumber(value);
  if (!isTold(number)) return false;
  if (above !== undefined) return number > above;
  if (atLeast !== undefined) return number >= atLeast;
  if (below !== undefined) return number < below;
  return atMost !== undefined && number <= atMost;
}

/** The value at a path, by own fields alone. */
export function valueAt(value: unknown, path: string): unknown {
  let here = value;
  for (const name of path.split(".")) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return here;
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

function equals(value: unknown, wanted: string | number | boolean): boolean {
  if (typeof wanted === "boolean") return value === wanted;
  return typeof wanted === "number" ? toldNumber(value) === wanted : toldText(value) === wanted;
}

function holds(value: unknown, wanted: string): boolean {
  if (Array.isArray(value)) return value.some((one) => toldText(one) === wanted);
  return typeof value === "string" && value.includes(wanted);
}
