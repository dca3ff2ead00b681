import { inTime } from "./in-time.js";

/** How a request ended: without an answer the status is 0. What answered may be anything, or no JSON. */
// biome-ignore lint/suspicious/noExplicitAny: it is looked at with care
export type Reply = readonly [status: number, answer?: any, retryAfterMs?: number];

/** The longest time a collector asks to wait; a longer Retry-After comes from something else on the way. */
const maxRetryAfterMs = 300_000;

/**
 * Posts events and reads the answer. The write key stands inside, and a text as the body makes the type
 * text/plain: so there is no preflight, https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 *
 * @param more `keepalive` lets the request outlive its page; `signal` ends it early
 * @returns never rejects
 */
export const post = (
  host: string,
  writeKey: string,
  jsons: readonly string[],
  more: RequestInit,
): Promise<Reply> =>
  inTime<Reply>(
    fetch(`${host}/v1/batch`, {
      method: "POST",
      body: `{"batch":[${jsons}],${JSON.stringify({ sentAt: new Date(), writeKey }).slice(1)}`,
      ...more,
    }).then(async (response) => {
      // In whole seconds, as collectors say it; a date (RFC 9110, section 10.2.3) counts as none.
      const wait = Math.min(+response.headers.get("retry-after")! * 1_000 || 0, maxRetryAfterMs);
      return [response.status, await response.json().catch(() => {}), wait];
    }),
  ).catch((error) => [0, { message: `${error}` }]);
