/** An object without fields. */
export const NO_FIELDS: Readonly<Record<string, unknown>> = Object.freeze({ __proto__: null });

/**
 * The fields of an untrusted value; none when it is not an object. A list has none either: PHP writes an empty object
 * as `[]`.
 */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : NO_FIELDS;
}
