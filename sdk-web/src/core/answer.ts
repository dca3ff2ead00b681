import type { EventRejection, SendResult } from "./send-result.js";

/** What came back over HTTP. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null | undefined;
  readonly body: string;
}

/** The longest time a collector asks to wait; a longer Retry-After comes from something else on the way. */
const maxRetryAfterMs = 300_000;

/** Statuses below 500 that say nothing about the batch: no collector there (yet), too slow, too early, too fast. */
const retryableStatuses: readonly number[] = [404, 408, 425, 429];

/**
 * Reads a collector's answer.
 *
 * Only an answer in the collector's own form ends a batch as sent: a 200 with a page of a shop or of a
 * hotel's network in it would otherwise swallow events in silence. Of the refusals, 4xx are about this
 * request and final; the rest may pass.
 *
 * @param now milliseconds since 1970, for a Retry-After that names a date
 */
export function readAnswer(answer: Answer, now: number): SendResult {
  const { status } = answer;
  const code = `http_${status}`;
  if (status >= 200 && status < 300) return readAcceptance(answer.body, status);
  if (status === 413) return { kind: "too_large", code, message: "The collector says it is too large." };
  if (status === 401) {
    return {
      kind: "rejected",
      reason: "unauthorized",
      code,
      message: "The collector does not know this write key, or it was disabled: check `writeKey`.",
    };
  }
  if (status >= 400 && status < 500 && !retryableStatuses.includes(status)) {
    const message = `The collector refused the batch with status ${status}: ${firstWords(answer.body)}`;
    return { kind: "rejected", reason: "rejected", code, message };
  }
  const retryAfterMs = readRetryAfter(answer.retryAfter, now);
  const message =
    status < 400 || status === 404
      ? `No collector answered at this address (status ${status}): check \`host\`.`
      : `The collector cannot take it now (status ${status}).`;
  return { kind: "retryable", code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function readAcceptance(body: string, status: number): SendResult {
  const answer = parse(body);
  if (typeof answer !== "object" || answer === null || !("success" in answer) || answer.success !== true) {
    const message = `Status ${status} came without a collector's answer: check \`host\`, something else replied.`;
    return { kind: "retryable", code: "not_a_collector", message };
  }
  const rejected = "rejected" in answer && Array.isArray(answer.rejected) ? answer.rejected : [];
  return { kind: "sent", rejected: rejected.map(readRejection) };
}

const readRejection = (entry: Partial<EventRejection> | null): EventRejection => ({
  index: Number(entry?.index),
  code: String(entry?.code),
  message: String(entry?.message),
});

/** Milliseconds of a Retry-After header: whole seconds or an HTTP date (RFC 9110, section 10.2.3). */
export function readRetryAfter(header: string | null | undefined, now: number): number | undefined {
  if (!header) return undefined;
  const delay = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(delay) ? undefined : Math.min(Math.max(delay, 0), maxRetryAfterMs);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const firstWords = (body: string): string => body.slice(0, 200) || "no reason given.";
