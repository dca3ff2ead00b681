import { sizeOfKey } from "../core/event-key.js";
import type { SendResult } from "../core/send-result.js";
import type { Post } from "./fetch-sender.js";

/** What a page may have on its way when it ends, less a body's own: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch */
const keepaliveBytes = 65_000;

/** Sends what a page may not live long enough to send otherwise. */
export interface LastRequests {
  /** Events that went out so, and of which nobody knows yet whether they arrived. */
  readonly closing: ReadonlySet<string>;
  /** Sends as many of the events, the first ones first, as browsers allow. Returns at once. */
  sendLast(events: readonly (readonly [key: string, json: string])[]): void;
  /** The page lives on: what was sent without an answer to come is to be sent again. */
  forgetUnanswered(): void;
}

/** @param onAnswer gets what became of a request, if the page lived to see it */
export function createLastRequests(
  post: Post,
  onAnswer: (keys: string[], jsons: readonly string[], result: SendResult) => void,
): LastRequests {
  const closing = new Set<string>();
  let unanswered: readonly string[] = [];
  let room = keepaliveBytes;

  return {
    closing,
    sendLast(events) {
      const before = room;
      const fitting = events.filter(([key]) => {
        const left = room - sizeOfKey(key) - 1;
        if (left >= 0) room = left;
        return left >= 0;
      });
      if (!fitting.length) return;
      const bytes = before - room;
      const keys = fitting.map(([key]) => key);
      const jsons = fitting.map(([, json]) => json);
      for (const key of keys) closing.add(key);
      const answer = post(jsons, true);
      // A beacon has no answer: only the page's return, or another page, can find out.
      if (!answer) unanswered = [...unanswered, ...keys];
      else {
        void answer.then((result) => {
          room += bytes;
          for (const key of keys) closing.delete(key);
          onAnswer(keys, jsons, result);
        });
      }
    },
    forgetUnanswered() {
      for (const key of unanswered) closing.delete(key);
      unanswered = [];
    },
  };
}
