/** No fields at all. */
export const NO_FIELDS: Readonly<Record<string, unknown>> = Object.freeze({ __proto__: null });

/** The fields of a stranger's object; none for anything else, also for a list: PHP writes an empty object as `[]`. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : NO_FIELDS;
}
