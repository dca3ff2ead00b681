import { createHmac } from "node:crypto";
import { callProvider } from "../call-provider.js";
import type { MessageChannel, Outcome, OutgoingMessage } from "../channel.js";
import { isPublicAddress, literalAddress, lookupPublic, PrivateAddressError } from "../public-address.js";
import { retryAfterMs } from "../retry-after.js";

export interface WebhookOptions {
  /** `whsec_` and base64, as Standard Webhooks has it; receivers check signatures with the same. */
  readonly secret: string;
  /** Permits plain HTTP and addresses of private networks, for a receiver of the shop's own beside Safar. */
  readonly allowPrivate?: boolean;
}

const WAIT_MS = 15_000;

/**
 * Calls of the shop's own addresses, signed by Standard Webhooks (https://www.standardwebhooks.com). The body is the
 * message's text, JSON. A receiver knows a repeated call by `webhook-id`, the message id: so one of which nobody knows
 * whether it was taken may be made again. Redirects are not followed.
 */
export function webhookChannel({ secret, allowPrivate = false }: WebhookOptions): MessageChannel {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");

  async function send(message: OutgoingMessage, signal: AbortSignal): Promise<Outcome> {
    const url = URL.canParse(message.to) ? new URL(message.to) : undefined;
    if (url === undefined || !(url.protocol === "https:" || (allowPrivate && url.protocol === "http:")))
      return { is: "rejected", reason: "it is no https address" };
    if (url.username !== "" || url.password !== "")
      return { is: "rejected", reason: "the address holds a password" };
    const literal = literalAddress(url);
    if (!allowPrivate && literal !== undefined && !isPublicAddress(literal))
      return { is: "rejected", reason: new PrivateAddressError(literal).message };
    return await call(url, message, signal);
  }

  async function call(url: URL, { id, content }: OutgoingMessage, signal: AbortSignal): Promise<Outcome> {
    const body = Buffer.from(content.text);
    const timestamp = Math.floor(Date.now() / 1000);
    const webhookId = id.replaceAll(/[^\w-]/g, "_");
    const signature = createHmac("sha256", key).update(`${webhookId}.${timestamp}.`).update(body);
    const called = await callProvider(
      {
        ...{ method: "POST", url, body },
        headers: {
          "content-type": "application/json",
          "user-agent": "Safar",
          "webhook-id": webhookId,
          "webhook-timestamp": String(timestamp),
          "webhook-signature": `v1,${signature.digest("base64")}`,
        },
        ...(allowPrivate ? {} : { lookup: lookupPublic }),
      },
      AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]),
    );
    if (called.is === "not-begun")
      return {
        is: called.error instanceof PrivateAddressError ? "rejected" : "retryable",
        reason: called.reason,
      };
    if (called.is === "broken-off") return { is: "in-doubt", reason: called.reason };
    return outcomeOf(called.answer.status, called.answer.retryAfter);
  }

  return { channel: "webhook", isIdempotent: true, send, close: async () => {} };
}

/**
 * By the rules of Standard Webhooks: 2xx is taken, 410 wants no more calls, a redirect is a mistake. A receiver that is
 * busy has taken nothing (RFC 6585 section 4, RFC 8470 section 5.2); one that fails may have.
 */
function outcomeOf(status: number, retryAfter: string | undefined): Outcome {
  if (status >= 200 && status < 300) return { is: "sent" };
  const reason = `it answered ${status}`;
  if (status === 410) return { is: "rejected", reason, isAddressDead: true };
  const afterMs = retryAfterMs(retryAfter);
  const told = { reason, ...(afterMs === undefined ? {} : { afterMs }) };
  if (status === 425 || status === 429) return { is: "retryable", ...told };
  return status >= 500 || status === 408 ? { is: "in-doubt", ...told } : { is: "rejected", reason };
}
