/** Objects and arrays inside one another, the event itself counted as the first. */
export const MAX_NESTING = 64;

/**
 * True when a value nests deeper than the limit. Deeper JSON can't be written back by every tool that reads
 * the rows, and no shop's event needs it.
 */
export function nestsTooDeep(value: unknown, limit = MAX_NESTING): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (limit === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (nestsTooDeep(item, limit - 1)) return true;
    return false;
  }
  for (const name in value) {
    if (nestsTooDeep((value as Record<string, unknown>)[name], limit - 1)) return true;
  }
  return false;
}
