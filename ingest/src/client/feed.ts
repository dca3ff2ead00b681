import type { AliasCall, Drop, GroupCall, IdentifyCall, PageCall, Safar, TrackCall } from "@safar/node";

/** One call for the SDK, with its method. */
export type FeedCall =
  | ({ readonly type: "track" } & TrackCall)
  | ({ readonly type: "identify" } & IdentifyCall)
  | ({ readonly type: "page" | "screen" } & PageCall)
  | ({ readonly type: "group" } & GroupCall)
  | ({ readonly type: "alias" } & AliasCall);

/**
 * Passes events to the SDK no faster than the collector acknowledges them, so that its queue never fills. (The SDK's
 * `drained()` only reports free room; a feed also reports what was acknowledged.)
 */
export interface Feed {
  /**
   * Tracks one event, and waits while two windows of events are unacknowledged.
   *
   * @throws {FeedError} after an event was dropped
   */
  add(call: FeedCall): Promise<void>;
  /**
   * Waits until all events are acknowledged.
   *
   * @throws {FeedError} when one of them was dropped
   */
  end(): Promise<void>;
}

export interface FeedOptions<Mark> {
  /** Events per window: half of those that may be unacknowledged. */
  readonly window?: number;
  /** Returns the feed's position. Called when a window is full, and at the end. */
  readonly mark: () => Mark;
  /** Called with a mark when every event before it is acknowledged. */
  readonly onAcknowledged: (mark: Mark) => void | Promise<void>;
  /** Called when the collector does not accept events and they are retried; once for each new reason. */
  readonly onTrouble: (message: string) => void;
}

/**
 * The SDK's options for a feed. Batches are larger than the default, because latency does not matter and the cost of
 * durability is paid per request. The feed fails when the collector accepts nothing for five minutes.
 */
export const FEED_OPTIONS = { flushAt: 500, maxRetryAge: 5 * 60_000 } as const;

/** An event was dropped, so continuing would leave a gap; the message says why and what to do. */
export class FeedError extends Error {
  override readonly name = "FeedError";
  constructor(readonly drop: Drop) {
    super(`An event was not taken (${drop.reason}): ${drop.message}`);
  }
}

/** @param safar used only by this feed; the caller closes it */
export function createFeed<Mark>(
  safar: Safar,
  { window = 4_000, mark, onAcknowledged, onTrouble }: FeedOptions<Mark>,
): Feed {
  let count = 0;
  let dropped: Drop | undefined;
  let earlier: Promise<void> = Promise.resolve();
  safar.on("drop", (drop) => {
    dropped ??= drop;
  });
  let trouble = "";
  safar.on("error", ({ message, reason }) => {
    if (reason !== undefined || message === trouble) return;
    trouble = message;
    onTrouble(message);
  });

  const settle = async (before: Promise<void>) => {
    const here = mark();
    await safar.flush();
    await before;
    if (dropped) throw new FeedError(dropped);
    await onAcknowledged(here);
  };
  return {
    async add(call) {
      record(safar, call);
      count++;
      if (count % window !== 0) return;
      const latest = settle(earlier);
      latest.catch(() => {});
      await earlier;
      earlier = latest;
    },
    async end() {
      await settle(earlier);
    },
  };
}

function record(safar: Safar, call: FeedCall): void {
  switch (call.type) {
    case "track":
      safar.track(call);
      break;
    case "identify":
      safar.identify(call);
      break;
    case "page":
      safar.page(call);
      break;
    case "screen":
      safar.screen(call);
      break;
    case "group":
      safar.group(call);
      break;
    case "alias":
      safar.alias(call);
      break;
  }
}
