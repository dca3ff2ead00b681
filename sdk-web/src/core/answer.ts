import { isRefusal, isTaken, refusalOf } from "./answer-kind.js";
import type { EventRejection, SendResult } from "./send-result.js";
import { sentence } from "./sentences.js";

/** An HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null | undefined;
  readonly body: string;
}

/** The collector's longest Retry-After; a longer one is from a machine in between. */
const maxRetryAfterMs = 300_000;

/**
 * Reads the answer to a batch, by the rules of answer-kind.ts.
 *
 * @param now milliseconds since 1970, for a Retry-After that names a date
 * @param count events in the batch. A batch of several that is too large is split, whoever refused it, because a
 *   proxy may have its own limit.
 */
export function readAnswer({ status, retryAfter, body }: Answer, now: number, count: number): SendResult {
  const code = `http_${status}`;
  const answer = parse(body);
  if (status >= 200 && status < 300) {
    if (isTaken(answer)) return { kind: "sent", rejected: rejectionsOf(answer?.rejected) };
    const message = sentence("not_a_collector", status);
    return { kind: "retryable", code: "not_a_collector", message };
  }
  const refusal = (isRefusal(answer) || (status === 413 && count > 1)) && refusalOf(status);
  if (refusal === "too_large") return { kind: refusal, code, message: sentence(code) };
  if (refusal === "unauthorized") return { kind: "rejected", reason: refusal, code, message: sentence(code) };
  if (refusal) {
    const message = sentence("refused", status, body.slice(0, 200) || "no reason given.");
    return { kind: "rejected", reason: refusal, code, message };
  }
  const isForeign = status < 500 && status !== 429 && !isRefusal(answer);
  const message = sentence(isForeign || status === 404 ? "no_collector" : "busy", status);
  const retryAfterMs = readRetryAfter(retryAfter, now);
  return { kind: "retryable", code, message, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

const rejectionsOf = (rejected: unknown): EventRejection[] =>
  (Array.isArray(rejected) ? rejected : []).map((entry: Partial<EventRejection> | null) => ({
    index: Number(entry?.index),
    code: String(entry?.code),
    message: String(entry?.message),
  }));

/** Milliseconds of a Retry-After header: whole seconds or an HTTP date (RFC 9110, section 10.2.3). */
export function readRetryAfter(header: string | null | undefined, now: number): number | undefined {
  if (!header) return undefined;
  const delay = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(delay) ? undefined : Math.min(Math.max(delay, 0), maxRetryAfterMs);
}

function parse(body: string): { readonly success?: unknown; readonly rejected?: unknown } | null | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
