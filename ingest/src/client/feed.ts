import type { AliasCall, Drop, GroupCall, IdentifyCall, PageCall, Safar, TrackCall } from "@safar/node";

/** One call of the SDK, and which of its methods it is for. */
export type FeedCall =
  | ({ readonly type: "track" } & TrackCall)
  | ({ readonly type: "identify" } & IdentifyCall)
  | ({ readonly type: "page" | "screen" } & PageCall)
  | ({ readonly type: "group" } & GroupCall)
  | ({ readonly type: "alias" } & AliasCall);

/**
 * Gives events to the SDK no faster than the collector acknowledges them, so that its queue never fills. (The
 * SDK's own `drained()` says that there is room again; a feed also says what is acknowledged.)
 */
export interface Feed {
  /**
   * Tracks one event, and waits when two windows of events are on their way.
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
  /** Events a window. Half of what may be on its way. */
  readonly window?: number;
  /** Says where the feed is. Called when a window is full, and at the end. */
  readonly mark: () => Mark;
  /** Called with a mark when every event before it is acknowledged. */
  readonly onAcknowledged: (mark: Mark) => void | Promise<void>;
  /** Called when the collector doesn't take events and they are sent again; once for each new reason. */
  readonly onTrouble: (message: string) => void;
}

/**
 * The SDK's options for a feed. Batches are larger than its default: nobody waits for a single one of these
 * events, and the collector makes a request durable as a whole. A collector that takes nothing for five
 * minutes ends the feed.
 */
export const FEED_OPTIONS = { flushAt: 500, maxRetryAge: 5 * 60_000 } as const;

/** An event was not taken, so going on would leave a gap; the message says why and what to do. */
export class FeedError extends Error {
  override readonly name = "FeedError";
  constructor(readonly drop: Drop) {
    super(`An event was not taken (${drop.reason}): ${drop.message}`);
  }
}

/** @param safar used by this feed alone; the caller closes it */
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
