import { readAnswer } from "../core/answer.js";
import type { SendResult } from "../core/send-result.js";

/** Milliseconds from sending a request to the end of its answer: a connection may look alive and not be. */
const requestTimeoutMs = 15_000;

export interface FetchOptions {
  /** Lets the request outlive its page. */
  readonly keepalive?: boolean;
  /** Ends the request early. */
  readonly signal?: AbortSignal;
}

/**
 * Posts a batch and reads the answer. A text as the body makes the type text/plain, which needs no
 * preflight: https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 *
 * @returns how it ended; never rejects
 */
export async function post(
  endpoint: string,
  body: string,
  { keepalive = false, signal }: FetchOptions,
): Promise<SendResult> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, requestTimeoutMs);
  signal?.addEventListener("abort", abort);
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      body,
      keepalive,
      credentials: "omit",
      signal: controller.signal,
    });
    const answer = {
      status: response.status,
      retryAfter: response.headers.get("retry-after"),
      body: await response.text(),
    };
    return readAnswer(answer, Date.now());
  } catch (error) {
    return { kind: "retryable", code: "network", message: `The collector could not be reached: ${error}.` };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
