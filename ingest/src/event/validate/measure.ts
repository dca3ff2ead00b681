/** Objects and arrays inside one another, the event itself counted as the first. */
export const MAX_NESTING = 64;

/** What {@link measure} gives for a value that nests deeper than {@link MAX_NESTING}. */
export const TOO_DEEP = Number.POSITIVE_INFINITY;

/** No character of a text takes more bytes in JSON: `\u0001`. */
export const MOST_BYTES_A_UNIT = 6;

/** A number takes at most 24 characters (`-1.2345678901234567e-300`), and five signs stand around a field. */
const NUMBER_UNITS = 4;
const FIELD_UNITS = 5;

/**
 * How large a parsed value is, in units of which none takes more than {@link MOST_BYTES_A_UNIT} bytes of JSON: a look
 * at the length of each text, so that size is known before anything is done with what the texts say.
 *
 * @returns {@link TOO_DEEP} when it nests too deep. Deeper JSON can't be written back by every tool that reads the
 * rows, and no shop's event needs it
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
