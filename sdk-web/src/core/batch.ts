import { MAX_BATCH_BYTES } from "@safar/schemas/limits";
import type { QueuedEvent } from "./queue.js";

const opening = '{"batch":[';
const closing = (sentAt: string) => `],"sentAt":"${sentAt}"}`;

/** Bytes of a request's body around its events. */
const bodyOverhead = opening.length + closing("2000-01-01T00:00:00.000Z").length;

/** Most bytes of events (each with its comma) in one batch. */
export const maxBatchPayloadBytes = MAX_BATCH_BYTES - bodyOverhead;

/** A batch's body. `sentAt` is the time of this attempt; the events are the same in every attempt. */
export function batchBody(events: readonly Pick<QueuedEvent, "json">[], sentAt: number): string {
  const texts = events.map((event) => event.json);
  return `${opening}${texts.join(",")}${closing(new Date(sentAt).toISOString())}`;
}

/** Both halves of a batch that was too large, the first not smaller than the second. */
export function halves(events: readonly QueuedEvent[]): [readonly QueuedEvent[], readonly QueuedEvent[]] {
  const middle = Math.ceil(events.length / 2);
  return [events.slice(0, middle), events.slice(middle)];
}
