import { readAnswer } from "../core/answer.js";
import { batchBody } from "../core/batch.js";
import type { SendResult } from "../core/send-result.js";
import { sentence } from "../core/sentences.js";

/**
 * Posts a body and reads the answer. A text as the body makes the type text/plain, which needs no preflight:
 * https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 *
 * @param keepalive lets the request outlive its page
 * @param signal ends the request early
 * @returns how it ended; never rejects
 */
export async function post(
  endpoint: string,
  body: string,
  keepalive: boolean,
  signal: AbortSignal | null = null,
): Promise<SendResult> {
  try {
    const request = { method: "POST", body, keepalive, signal, credentials: "omit" } as const;
    const response = await fetch(endpoint, request);
    const retryAfter = response.headers.get("retry-after");
    return readAnswer({ status: response.status, retryAfter, body: await response.text() }, Date.now());
  } catch (error) {
    return { kind: "retryable", code: "network", message: sentence("network", error) };
  }
}

/** A batch's body with its write key inside, for requests that carry no header. `sentAt` is now. */
export function keyedBody(jsons: readonly string[], writeKey: string): string {
  const events = jsons.map((json) => ({ json }));
  return `${batchBody(events, Date.now()).slice(0, -1)},"writeKey":${JSON.stringify(writeKey)}}`;
}
