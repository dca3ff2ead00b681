/**
 * Marks a number that `lossless-json` kept with all digits because a double would change it (its
 * `LosslessNumber`). All copies of that library share the marker, and no JSON text can forge it.
 */
const marker = Symbol.for("lossless-json.LosslessNumber");

/** A JSON number kept with all its digits. */
export interface ExactNumber {
  /** Its text as sent, such as "1e400". */
  readonly value: string;
}

/** Whether a value is a JSON number kept with all its digits. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return typeof value === "object" && value !== null && marker in value;
}

/** The nearest double of an exact number; returns any other value unchanged. */
export function plainNumber(value: unknown): unknown {
  return isExactNumber(value) ? Number(value.value) : value;
}
