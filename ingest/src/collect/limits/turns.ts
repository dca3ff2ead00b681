import { RequestError } from "../errors.js";

export interface TurnOptions {
  /** While the first of those who wait has waited for longer than this, nobody else is let in, in milliseconds. */
  readonly maxWaitMs?: number;
  readonly now?: () => number;
}

interface Waiter {
  readonly since: number;
  goOn(): void;
}

const RETRY_AFTER_SECONDS = 2;

/**
 * Lets one request go on in each turn of the event loop, in the order in which they came.
 *
 * A turn takes one new connection from the system, however many wait (libuv, "unix: don't accept() connections in a
 * loop"), and serves all others that have something to say. So a turn in which fifty old customers' batches are read
 * is a turn in which one new customer is let in: under load they waited for half a minute. Short turns let in as many
 * as are served.
 *
 * @returns what to call at each request: resolves when it is its turn
 * @throws {RequestError} `overloaded`, from the returned function
 */
export function oneATurn({
  maxWaitMs = 3_000,
  now = () => performance.now(),
}: TurnOptions = {}): () => Promise<void> {
  const waiting: Waiter[] = [];
  let taken = false;

  function next(): void {
    const first = waiting.shift();
    if (first === undefined) {
      taken = false;
      return;
    }
    setImmediate(next);
    first.goOn();
  }

  return async () => {
    if (!taken) {
      taken = true;
      setImmediate(next);
      return;
    }
    const since = now();
    const [first] = waiting;
    if (first && since - first.since > maxWaitMs) {
      const waitedMs = Math.round(since - first.since);
      const cause = new Error(
        `the first of ${waiting.length} waiting requests has waited for ${waitedMs} ms`,
      );
      throw new RequestError("overloaded", RETRY_AFTER_SECONDS, { cause });
    }
    await new Promise<void>((goOn) => waiting.push({ since, goOn }));
  };
}
