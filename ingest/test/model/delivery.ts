import type { ValidEvent } from "../../src/enrich/event-row.js";

/** One arrival of an event at the collector. The same event may arrive several times. */
export interface Delivery {
  readonly event: ValidEvent & { readonly messageId: string };
  /** What the request said of its sending, epoch milliseconds; undefined when it said nothing. */
  readonly sentAt: number | undefined;
  readonly receivedAt: number;
}

/** An event as it counts: of several arrivals the first one, with its time put right. */
export interface CountedEvent {
  readonly event: Delivery["event"];
  readonly at: number;
}

const MINUTE = 60_000;

/** Of each message the arrival received first. */
export function countedEvents(deliveries: readonly Delivery[]): CountedEvent[] {
  const first = new Map<string, Delivery>();
  for (const delivery of deliveries) {
    const known = first.get(delivery.event.messageId);
    if (!known || delivery.receivedAt < known.receivedAt) first.set(delivery.event.messageId, delivery);
  }
  return [...first.values()].map(({ event, sentAt, receivedAt }) => ({
    event,
    at: occurredAt(event, sentAt, receivedAt),
  }));
}

function occurredAt({ timestamp }: ValidEvent, sentAt: number | undefined, receivedAt: number): number {
  if (typeof timestamp !== "string") return receivedAt;
  const told = Date.parse(timestamp);
  const clockIsWrong = sentAt !== undefined && Math.abs(receivedAt - sentAt) > MINUTE;
  const at = clockIsWrong ? told + receivedAt - sentAt : told;
  return at > receivedAt + MINUTE ? receivedAt : at;
}
