import type { ValidEvent } from "../../src/event/enrich/event-row.js";
import type { Receipt } from "../../src/event/enrich/receipt.js";
import type { KeyKind } from "../../src/sources/source.js";

/** One arrival of an event at the collector. The same event may arrive several times. */
export interface Delivery {
  readonly event: ValidEvent & { readonly messageId: string };
  /** What the request said of its sending, epoch milliseconds; undefined when it said nothing. */
  readonly sentAt: number | undefined;
  readonly receivedAt: number;
  /** The kind of write key that it came with. */
  readonly keyKind: KeyKind;
  readonly isBot: boolean;
}

/** An event as it counts: of several arrivals the first one, with its time put right. */
export interface CountedEvent extends Pick<Delivery, "event" | "keyKind" | "isBot"> {
  readonly at: number;
}

/** What the collector knows of a delivery besides its event. */
export function receiptOf(delivery: Delivery, source: Pick<Receipt, "sourceId" | "sourceCurrency">): Receipt {
  const { sentAt, receivedAt, keyKind, isBot } = delivery;
  return { ...source, sentAt, receivedAt, keyKind, isBot };
}

const MINUTE = 60_000;

/** Of each message the arrival received first, of a server's before any of a page's. */
export function countedEvents(deliveries: readonly Delivery[]): CountedEvent[] {
  const first = new Map<string, Delivery>();
  for (const delivery of deliveries) {
    const known = first.get(delivery.event.messageId);
    if (!known || standsBefore(delivery, known)) first.set(delivery.event.messageId, delivery);
  }
  return [...first.values()].map(({ event, sentAt, receivedAt, keyKind, isBot }) => ({
    event,
    keyKind,
    isBot,
    at: occurredAt(event, sentAt, receivedAt),
  }));
}

function standsBefore(a: Delivery, b: Delivery): boolean {
  return a.keyKind === b.keyKind ? a.receivedAt < b.receivedAt : a.keyKind === "server";
}

function occurredAt({ timestamp }: ValidEvent, sentAt: number | undefined, receivedAt: number): number {
  if (typeof timestamp !== "string") return receivedAt;
  const told = Date.parse(timestamp);
  const clockIsWrong = sentAt !== undefined && Math.abs(receivedAt - sentAt) > MINUTE;
  const at = clockIsWrong ? told + receivedAt - sentAt : told;
  return at > receivedAt + MINUTE ? receivedAt : at;
}
