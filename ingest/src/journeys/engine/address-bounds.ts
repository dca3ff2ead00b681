import { createHash } from "node:crypto";
import type { Journal } from "./journal.js";

/** A message that is to be handed over for the first time, as far as its address is concerned. */
export interface Addressed {
  readonly source: string;
  /** As `plainAddress` spells it. */
  readonly address: string;
  readonly isMarketing: boolean;
  /** Marketing messages that may go to one address within 24 hours. */
  readonly perDay: number;
  /** Whether a server told the address; else it may be anybody's. */
  readonly isByServer: boolean;
  /** Whether the person was sent something there before. */
  readonly isKnown: boolean;
}

export type AddressVerdict = "goes" | "cap-address" | "page-contacts";

/**
 * Limits what strangers can do with a page's key: have messages sent to addresses of their choice. Caps count for an
 * address across all customers, and the number of new addresses that only pages told is limited by the hour.
 */
export interface AddressBounds {
  /** What becomes of a message now; one that goes counts at once. */
  look(message: Addressed, now: number): AddressVerdict;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Messages of every kind that may go within 24 hours to one address that only pages told. */
const MOST_A_DAY = 10;
/** Messages of a day that are remembered, some 100 bytes each; the oldest are forgotten beyond. */
const MOST_REMEMBERED = 500_000;

/** When messages went to an address, the oldest first. */
interface SentTo {
  readonly messages: readonly number[];
  readonly marketing: readonly number[];
}

/**
 * Begins with what the journal has of the last day.
 *
 * @param newPerHour addresses told by pages alone, to which journeys may begin to write in an hour, for each source
 * @param tell told of a source that has no more, once an hour
 */
export async function openAddressBounds(
  journal: Pick<Journal, "sentSince">,
  newPerHour: number,
  tell: (source: string) => void,
  now: number,
): Promise<AddressBounds> {
  /** Of the last day, the oldest first. */
  const sent = new Map<string, SentTo>();
  /** When journeys began to write to an address on pages' word; of the last hour, by source. */
  const begun = new Map<string, number[]>();
  const told = new Map<string, number>();

  function lastDay(key: string, at: number): SentTo {
    const { messages = [], marketing = [] } = sent.get(key) ?? {};
    const isWithin = (time: number) => time > at - DAY_MS;
    return { messages: messages.filter(isWithin), marketing: marketing.filter(isWithin) };
  }

  function count(key: string, isMarketing: boolean, at: number): void {
    const { messages, marketing } = lastDay(key, at);
    sent.delete(key);
    sent.set(key, { messages: [...messages, at], marketing: isMarketing ? [...marketing, at] : marketing });
    for (const [oldest, { messages: times }] of sent) {
      if (sent.size <= MOST_REMEMBERED && times.at(-1)! > at - DAY_MS) break;
      sent.delete(oldest);
    }
  }

  function mayBegin(source: string, at: number): boolean {
    const times = (begun.get(source) ?? []).filter((time) => time > at - HOUR_MS);
    const may = times.length < newPerHour;
    if (may) times.push(at);
    begun.set(source, times);
    if (!may && at >= (told.get(source) ?? Number.NEGATIVE_INFINITY) + HOUR_MS) {
      told.set(source, at);
      tell(source);
    }
    return may;
  }

  const before = await journal.sentSince(now - DAY_MS, MOST_REMEMBERED);
  for (const each of before.reverse()) count(keyOf(each), each.isMarketing, each.at);
  return {
    look(message, at) {
      const { source, isMarketing, perDay, isByServer, isKnown } = message;
      const key = keyOf(message);
      const { messages, marketing } = lastDay(key, at);
      const isEnough = isMarketing
        ? marketing.length >= perDay
        : messages.length >= MOST_A_DAY && !isByServer;
      if (isEnough) return "cap-address";
      if (!isByServer && !isKnown && !mayBegin(source, at)) return "page-contacts";
      count(key, isMarketing, at);
      return "goes";
    },
  };
}

/** Short, whatever strangers call an address. */
function keyOf({ source, address }: { readonly source: string; readonly address: string }): string {
  return createHash("sha256")
    .update(JSON.stringify([source, address]))
    .digest("base64url")
    .slice(0, 16);
}
