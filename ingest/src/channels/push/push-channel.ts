import { callProvider } from "../call-provider.js";
import type { MessageChannel, Outcome, OutgoingMessage } from "../channel.js";
import { lookupPublic, PrivateAddressError } from "../public-address.js";
import { retryAfterMs } from "../retry-after.js";
import { encryptFor } from "./encrypt.js";
import { notificationOf, topicOf } from "./notification.js";
import type { PushSettings } from "./push-settings.js";

/** How long a push service keeps it for a browser that is not there. An offer of yesterday is none; an order still is. */
const TTL_SECONDS = { marketing: 4 * 3_600, transactional: 24 * 3_600 } as const;
/** RFC 8030 section 5.3: what is no order can wait until the device is in use or charged. */
const URGENCY = { marketing: "normal", transactional: "high" } as const;
const GONE = [404, 410];
const LONGEST_REASON = 300;

/**
 * Notifications by the browsers' push services (RFC 8030), encrypted for each browser. A message has a Topic: one that
 * waits at the service is replaced by a repeated one; and a tag, by which the browser shows both as one.
 */
export function pushChannel({ vapid, services, allowPrivate }: PushSettings): MessageChannel {
  async function send(message: OutgoingMessage, signal: AbortSignal): Promise<Outcome> {
    const { to, keys, kind, id } = message;
    const url = URL.canParse(to) ? new URL(to) : undefined;
    const wrong = url === undefined ? "it is no address" : allowPrivate ? undefined : whyNot(url, services);
    if (url === undefined || wrong !== undefined)
      return { is: "rejected", reason: wrong!, isAddressDead: true };
    if (keys === undefined) return { is: "rejected", reason: "its browser's keys are not known" };
    const notification = notificationOf(message);
    if (notification === undefined)
      return { is: "rejected", reason: "its title, pictures and link are too long for a notification" };
    let body: Buffer;
    try {
      body = encryptFor(keys, notification);
    } catch {
      return { is: "rejected", reason: "its browser's key can't be used", isAddressDead: true };
    }
    if (signal.aborted) return { is: "retryable", reason: "it was stopped before it began" };
    const called = await callProvider(
      {
        ...{ method: "POST", url, body },
        headers: {
          authorization: vapid.authorization(url),
          "content-encoding": "aes128gcm",
          "content-type": "application/octet-stream",
          ttl: String(TTL_SECONDS[kind]),
          urgency: URGENCY[kind],
          topic: topicOf(id),
          "user-agent": "Safar",
        },
        ...(allowPrivate ? {} : { lookup: lookupPublic }),
      },
      signal,
    );
    if (called.is === "not-begun")
      return called.error instanceof PrivateAddressError
        ? { is: "rejected", reason: called.reason, isAddressDead: true }
        : { is: "retryable", reason: called.reason };
    if (called.is === "broken-off") return { is: "in-doubt", reason: called.reason };
    return outcomeOf(called.answer.status, called.answer.retryAfter, called.answer.text);
  }

  return { channel: "push", isIdempotent: true, send, close: async () => {} };
}

/** Whoever reads a page's key may tell an address: it leads to a known push service alone, and into no private network. */
function whyNot(url: URL, services: readonly string[]): string | undefined {
  if (url.username !== "" || url.password !== "") return "the address holds a password";
  if (url.protocol !== "https:" || url.port !== "") return "it is no https address of the usual port";
  const isKnown = services.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
  return isKnown ? undefined : `SAFAR_PUSH_SERVICES does not name the push service ${url.hostname}`;
}

/**
 * By RFC 8030 section 5 and 7.3: 404 and 410 end a subscription. A service that is busy says when to come again, and has
 * taken nothing; one that fails may have. What it refuses to the shop (401, 403) says nothing of the subscription.
 */
function outcomeOf(status: number, retryAfter: string | undefined, text = ""): Outcome {
  if (status >= 200 && status < 300) return { is: "sent" };
  const words = text
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, LONGEST_REASON);
  const reason = `it answered ${status}${words === "" ? "" : `: ${words}`}`;
  if (GONE.includes(status)) return { is: "rejected", reason, isAddressDead: true };
  const afterMs = retryAfterMs(retryAfter);
  if (status === 429 || (status === 503 && afterMs !== undefined))
    return { is: "retryable", reason, ...(afterMs === undefined ? {} : { afterMs }) };
  return status >= 500 || status === 408 ? { is: "in-doubt", reason } : { is: "rejected", reason };
}
