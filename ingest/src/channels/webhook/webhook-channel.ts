import { createHmac } from "node:crypto";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
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

  function call(url: URL, { id, content }: OutgoingMessage, signal: AbortSignal): Promise<Outcome> {
    const body = Buffer.from(content.text);
    const timestamp = Math.floor(Date.now() / 1000);
    const webhookId = id.replaceAll(/[^\w-]/g, "_");
    const signature = createHmac("sha256", key).update(`${webhookId}.${timestamp}.`).update(body);
    const request = url.protocol === "https:" ? requestHttps : requestHttp;
    return new Promise((resolve) => {
      const made = request(
        url,
        {
          method: "POST",
          headers: {
            "content-type": "application/json",
            "content-length": body.length,
            "user-agent": "Safar",
            "webhook-id": webhookId,
            "webhook-timestamp": String(timestamp),
            "webhook-signature": `v1,${signature.digest("base64")}`,
          },
          agent: false,
          signal: AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]),
          ...(allowPrivate ? {} : { lookup: lookupPublic }),
        },
        (answer) => {
          resolve(outcomeOf(answer.statusCode ?? 0, answer.headers["retry-after"]));
          // Its content is of no interest, however long it is.
          answer.destroy();
        },
      );
      made.on("error", (error) => {
        const isPrivate = error instanceof PrivateAddressError;
        resolve({ is: isPrivate ? "rejected" : "retryable", reason: error.message.slice(0, 300) });
      });
      made.end(body);
    });
  }

  return { channel: "webhook", isIdempotent: true, send, close: async () => {} };
}

/** By the rules of Standard Webhooks: 2xx is taken, 410 wants no more calls, a redirect is a mistake. */
function outcomeOf(status: number, retryAfter: string | undefined): Outcome {
  if (status >= 200 && status < 300) return { is: "sent" };
  const reason = `it answered ${status}`;
  if (status === 410) return { is: "rejected", reason, isAddressDead: true };
  if (status >= 500 || status === 408 || status === 425 || status === 429) {
    const afterMs = retryAfterMs(retryAfter);
    return { is: "retryable", reason, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  return { is: "rejected", reason };
}
