import { phoneNumber } from "../../people/phone-number.js";
import { callProvider } from "../call-provider.js";
import type { MessageChannel, Outcome, OutgoingMessage } from "../channel.js";
import { fillRequest, numberOf } from "./fill-request.js";
import { smsParts } from "./parts.js";
import type { SmsProvider } from "./provider.js";
import { readAnswer } from "./read-answer.js";

export interface SmsAccount {
  readonly from: string;
  readonly key: string;
  readonly account: string;
  /** What a part costs where the provider does not say it. */
  readonly price?: { readonly amount: number; readonly currency: string } | undefined;
}

/** No provider takes more: ten parts in Persian. */
const MOST_PARTS = 10;

/** SMS by a provider that is described in a file. */
export function smsChannel(provider: SmsProvider, { from, key, account, price }: SmsAccount): MessageChannel {
  async function send(
    { id, to, content, receiptUrl = "" }: OutgoingMessage,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const number = phoneNumber(to);
    if (!/^\+\d{7,15}$/.test(number))
      return { is: "rejected", reason: "it is no phone number with its country", isAddressDead: true };
    const text = (content.short ?? content.text).trim();
    const { parts } = smsParts(text);
    if (parts > MOST_PARTS)
      return { is: "rejected", reason: `it has ${parts} parts, and at most ${MOST_PARTS}` };
    if (signal.aborted) return { is: "retryable", reason: "it was stopped before it began" };
    const values = {
      to: spelled(number, provider.number),
      from,
      text,
      key,
      account,
      id,
      idNumber: numberOf(id),
      receiptUrl,
    };
    const called = await callProvider(fillRequest(provider, values), signal);
    if (called.is === "not-begun") return { is: "retryable", reason: called.reason };
    if (called.is === "broken-off") return { is: "in-doubt", reason: called.reason };
    const outcome = readAnswer(provider, called.answer);
    if (outcome.is !== "sent") return outcome;
    // The smallest unit of no currency is below this.
    const amount = price && Math.round(price.amount * parts * 1e6) / 1e6;
    return {
      ...outcome,
      parts,
      ...(outcome.cost === undefined && price ? { cost: { amount: amount!, currency: price.currency } } : {}),
    };
  }

  return { channel: "sms", isIdempotent: provider.isIdempotent ?? false, send, close: async () => {} };
}

function spelled(number: string, as: SmsProvider["number"]): string {
  if (as === "digits") return number.slice(1);
  // Providers of Iran know numbers of other countries as 00 and the rest.
  if (as === "national") return number.startsWith("+98") ? `0${number.slice(3)}` : `00${number.slice(1)}`;
  return number;
}
