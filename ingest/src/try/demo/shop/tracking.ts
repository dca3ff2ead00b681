import type { FeedCall } from "../../../client/feed.js";
import type { KeyKind } from "../../../sources/source.js";
import { HOUR_MS, type Timed } from "./day-buckets.js";
import type { Draw } from "./draw.js";
import type { Device } from "./people.js";

/** A call to send: `at` is when it is sent, hours after it happened if a phone had no network. */
export interface Delivery extends Timed {
  readonly call: FeedCall;
  /** Where the call is made, which decides the kind of write key. */
  readonly from: KeyKind;
  /** User agent of the browser's requests; the event itself does not contain it. */
  readonly browser?: string;
  /** The same call was delivered before. */
  readonly again: boolean;
}

/** The event's person, as far as the sender knows. */
export interface Who {
  readonly userId?: string;
  readonly anonymousId?: string;
}

/** A call's content, without the id and time that every call gets. */
export type Content = (
  | { readonly type: "track"; readonly event: string; readonly properties?: object }
  | { readonly type: "page"; readonly name: string }
  | { readonly type: "identify"; readonly traits: object }
  | { readonly type: "alias"; readonly previousId: string }
) & { readonly context?: object };

/** The two places a shop tracks from. */
export interface Tracking {
  /** A call from the shop's page on a device; `delay` is how long the network is down, in milliseconds. */
  browser(device: Device, at: number, delay: number, content: Content): void;
  /** A call from the shop's server. */
  backend(who: Who, at: number, content: Content): void;
}

/** User agents by device kind. */
export const BROWSERS: Record<Device["kind"], string> = {
  laptop: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  phone: "Mozilla/5.0 (Linux; Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
};

/** Share of calls sent twice, as by a sender that missed the answer to its first attempt. */
const AGAIN = 0.01;

/**
 * @param prefix of every message id, so that two simulations never share an id
 * @param deliver receives each delivery, in any order of time
 */
export function createTracking(draw: Draw, prefix: string, deliver: (delivery: Delivery) => void): Tracking {
  let count = 0;
  const post = (
    sender: Pick<Delivery, "from" | "browser">,
    content: Content & Who,
    at: number,
    leavesAt: number,
  ) => {
    const call = { ...content, messageId: `${prefix}-${++count}`, timestamp: new Date(at) } as FeedCall;
    deliver({ at: leavesAt, call, ...sender, again: false });
    if (draw.chance(AGAIN))
      deliver({ at: leavesAt + draw.int(0, 6 * HOUR_MS), call, ...sender, again: true });
  };
  return {
    browser(device, at, delay, content) {
      const who = device.signedInAs === undefined ? {} : { userId: device.signedInAs };
      const context = { locale: "nl-NL", timezone: "Europe/Amsterdam" };
      post(
        { from: "web", browser: BROWSERS[device.kind] },
        { anonymousId: device.anonymousId, ...who, ...content, context: { ...context, ...content.context } },
        at,
        at + delay,
      );
    },
    backend(who, at, content) {
      post({ from: "server" }, { ...who, ...content }, at, at);
    },
  };
}
