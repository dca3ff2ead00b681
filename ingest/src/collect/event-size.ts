import { eventByteLimit } from "@safar/schemas";
import { MOST_BYTES_A_UNIT, measure, TOO_DEEP } from "../event/validate/measure.js";
import { type Refusal, refusal } from "../event/validate/refusal.js";
import type { SharedFields } from "./batch-context.js";

/**
 * Checks an event's size, including the batch fields, before any other work on it.
 *
 * @returns why the event is rejected, or undefined
 */
export function sizeProblem(
  event: unknown,
  shared: SharedFields,
  stringify: (value: unknown) => string | undefined,
): Refusal | undefined {
  const units = measure(event);
  if (shared.tooDeep || units === TOO_DEEP) return refusal("too_deep");
  const room = eventByteLimit(event) - shared.bytes;
  // Most events are so small that a rough estimate is enough.
  if (units * MOST_BYTES_A_UNIT <= room) return undefined;
  return room <= 0 || Buffer.byteLength(stringify(event) ?? "") > room
    ? refusal("event_too_large")
    : undefined;
}
