/** Levels of nested objects and arrays; the event itself is the first. */
export const MAX_NESTING = 64;

/** The result of {@link measure} for values nested deeper than {@link MAX_NESTING}. */
export const TOO_DEEP = Number.POSITIVE_INFINITY;

/** Most bytes that one UTF-16 unit takes in JSON (`\u0001`). */
export const MOST_BYTES_A_UNIT = 6;

/** A number has at most 24 characters (`-1.2345678901234567e-300`), and a field adds five punctuation characters. */
const NUMBER_UNITS = 4;
const FIELD_UNITS = 5;

/**
 * The size of a parsed value in units of at most {@link MOST_BYTES_A_UNIT} JSON bytes each. It only adds up lengths,
 * so that the size is known before any work on the content.
 *
 * @returns {@link TOO_DEEP} when it is nested too deep. Some tools that read the rows cannot write deeper JSON, and
 *   no shop's event needs it
 */
export function measure(value: unknown, levels = MAX_NESTING): number {
  if (typeof value === "string") return value.length + 1;
  if (typeof value !== "object" || value === null) return NUMBER_UNITS;
  if (levels === 0) return TOO_DEEP;
  let units = 1;
  if (Array.isArray(value)) {
    for (const item of value) units += measure(item, levels - 1) + 1;
    return units;
  }
  for (const name in value)
    units += name.length + FIELD_UNITS + measure((value as Record<string, unknown>)[name], levels - 1);
  return units;
}
