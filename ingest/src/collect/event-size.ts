import { eventByteLimit } from "@safar/schemas";
import { MOST_BYTES_A_UNIT, measure, TOO_DEEP } from "../event/validate/measure.js";
import { type Refusal, refusal } from "../event/validate/refusal.js";
import type { SharedFields } from "./batch-context.js";

/**
 * Judges an event's size, with what its batch adds to it, before anything else is done with it.
 *
 * @returns why it is refused, or undefined
 */
export function sizeProblem(
  event: unknown,
  shared: SharedFields,
  stringify: (value: unknown) => string | undefined,
): Refusal | undefined {
  const units = measure(event);
  if (shared.tooDeep || units === TOO_DEEP) return refusal("too_deep");
  const room = eventByteLimit(event) - shared.bytes;
  // Most events are so small that their exact size need not be known.
  if (units * MOST_BYTES_A_UNIT <= room) return undefined;
  return room <= 0 || Buffer.byteLength(stringify(event) ?? "") > room
    ? refusal("event_too_large")
    : undefined;
}
