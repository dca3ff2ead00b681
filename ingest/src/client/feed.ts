import type { AliasCall, Drop, GroupCall, IdentifyCall, PageCall, Safar, TrackCall } from "@safar/node";

/** One call of the SDK, and which of its methods it is for. */
export type FeedCall =
  | ({ readonly type: "track" } & TrackCall)
  | ({ readonly type: "identify" } & IdentifyCall)
  | ({ readonly type: "page" | "screen" } & PageCall)
  | ({ readonly type: "group" } & GroupCall)
  | ({ readonly type: "alias" } & AliasCall);

/** Gives events to the SDK no faster than the collector acknowledges them, so that its queue never fills. */
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

export interface FeedOptions {
  /** Events a window. Half of what may be on its way. */
  readonly window?: number;
  /** Called with the number of events, from the first on, that are now acknowledged. */
  readonly onAcknowledged?: (count: number) => void | Promise<void>;
}

/** An event was not taken, so going on would leave a gap; the message says why and what to do. */
export class FeedError extends Error {
  override readonly name = "FeedError";
  constructor(readonly drop: Drop) {
    super(`An event was not taken (${drop.reason}): ${drop.message}`);
  }
}

/** @param safar used by this feed alone; the caller closes it */
export function createFeed(safar: Safar, { window = 4_000, onAcknowledged }: FeedOptions = {}): Feed {
  let count = 0;
  let dropped: Drop | undefined;
  let earlier: Promise<void> = Promise.resolve();
  safar.on("drop", (drop) => {
    dropped ??= drop;
  });

  const settle = async () => {
    const upTo = count;
    await safar.flush();
    if (dropped) throw new FeedError(dropped);
    await onAcknowledged?.(upTo);
  };
  return {
    async add(call) {
      record(safar, call);
      count++;
      if (count % window !== 0) return;
      const latest = settle();
      latest.catch(() => {});
      await earlier;
      earlier = latest;
    },
    async end() {
      await earlier;
      await settle();
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
