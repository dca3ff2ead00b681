/**
 * Marks a number that `lossless-json` kept digit for digit because a double would change it (its
 * `LosslessNumber`). The marker is registered for all copies of that library, and no JSON text can forge it.
 */
const marker = Symbol.for("lossless-json.LosslessNumber");

/** A JSON number that was kept digit for digit. */
export interface ExactNumber {
  /** Its digits as they were sent, such as "1e400". */
  readonly value: string;
}

/** Whether a value stands for a JSON number that was kept digit for digit. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return typeof value === "object" && value !== null && marker in value;
}

/** The nearest double of an exact number; any other value as it is. */
export function plainNumber(value: unknown): unknown {
  return isExactNumber(value) ? Number(value.value) : value;
}
