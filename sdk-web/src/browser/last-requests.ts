import { sizeOfKey } from "../core/event-key.js";
import type { SendResult } from "../core/send-result.js";
import { keyedBody } from "./body.js";
import { post } from "./fetch-sender.js";

/** What a page may have on its way when it ends: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch */
const keepaliveBytes = 65_536;
/** A body around its events. */
const bodyBytes = 300;

/** Sends what a page may not live long enough to send otherwise. */
export interface LastRequests {
  /** Events that went out so, and of which nobody knows yet whether they arrived. */
  readonly keys: ReadonlySet<string>;
  /** Sends as many of the events, the first ones first, as browsers allow. Returns at once. */
  send(events: readonly (readonly [key: string, json: string])[]): void;
  /** The page lives on: what was sent without an answer to come is to be sent again. */
  forgetUnanswered(): void;
}

/** @param onAnswer gets what became of a request, if the page lived to see it */
export function createLastRequests(
  endpoint: string,
  writeKey: string,
  onAnswer: (keys: readonly string[], jsons: readonly string[], result: SendResult) => void,
): LastRequests {
  const keys = new Set<string>();
  const unanswered = new Set<string>();
  let bytesOpen = 0;

  return {
    keys,
    send(events) {
      let bytes = bodyBytes;
      const fitting = events.filter(([key]) => {
        const size = sizeOfKey(key) + 1;
        if (bytesOpen + bytes + size > keepaliveBytes) return false;
        bytes += size;
        return true;
      });
      if (!fitting.length) return;
      const sent = fitting.map(([key]) => key);
      const jsons = fitting.map(([, json]) => json);
      const body = keyedBody(jsons, writeKey);
      for (const key of sent) keys.add(key);
      if (!("keepalive" in Request.prototype)) {
        // A beacon has no answer: only the page's return, or another page, can find out.
        const isTaken = navigator.sendBeacon(endpoint, body);
        for (const key of sent) isTaken ? unanswered.add(key) : keys.delete(key);
        return;
      }
      bytesOpen += bytes;
      void post(endpoint, body, { keepalive: true }).then((result) => {
        bytesOpen -= bytes;
        for (const key of sent) keys.delete(key);
        onAnswer(sent, jsons, result);
      });
    },
    forgetUnanswered() {
      for (const key of unanswered) keys.delete(key);
      unanswered.clear();
    },
  };
}
