import { readAnswer } from "../core/answer.js";
import { batchBody } from "../core/batch.js";
import type { SendResult } from "../core/send-result.js";
import { sentence } from "../core/sentences.js";

/** Milliseconds from sending a request to the end of its answer: a connection may look alive and not be. */
const requestTimeoutMs = 15_000;

/**
 * Posts a batch and reads the answer. A text as the body makes the type text/plain, which needs no
 * preflight, and the write key stands inside: https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 *
 * @param isLast lets the request outlive its page
 * @param signal ends the request early
 * @returns how it ends, which is never rejected; undefined when nobody will know
 */
export type Post = {
  (jsons: readonly string[], isLast: true): Promise<SendResult> | undefined;
  (jsons: readonly string[], isLast: false, signal: AbortSignal): Promise<SendResult>;
};

export function createPost(endpoint: string, writeKey: string): Post {
  const send = async (body: string, keepalive: boolean, outer?: AbortSignal): Promise<SendResult> => {
    const controller = new AbortController();
    const abort = () => controller.abort();
    const timer = setTimeout(abort, requestTimeoutMs);
    outer?.addEventListener("abort", abort);
    try {
      const { signal } = controller;
      const request = { method: "POST", body, keepalive, signal, credentials: "omit" } as const;
      const response = await fetch(endpoint, request);
      const retryAfter = response.headers.get("retry-after");
      return readAnswer({ status: response.status, retryAfter, body: await response.text() }, Date.now());
    } catch (error) {
      return { kind: "retryable", code: "network", message: sentence("network", error) };
    } finally {
      clearTimeout(timer);
    }
  };

  return ((jsons, isLast, signal) => {
    const events = jsons.map((json) => ({ json }));
    const body = `${batchBody(events, Date.now()).slice(0, -1)},"writeKey":${JSON.stringify(writeKey)}}`;
    if (isLast && !("keepalive" in Request.prototype) && navigator.sendBeacon(endpoint, body)) return undefined;
    return send(body, isLast, signal);
  }) as Post;
}
