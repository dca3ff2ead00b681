import { RequestError } from "../errors.js";

export interface TurnOptions {
  /** No request joins the queue while its first one has waited for longer than this, in milliseconds. */
  readonly maxWaitMs?: number;
  readonly now?: () => number;
}

interface Waiter {
  readonly since: number;
  goOn(): void;
}

const RETRY_AFTER_SECONDS = 2;

/**
 * Admits one request per turn of the event loop, in the order of arrival.
 *
 * In each turn libuv accepts one new connection, however many wait ("unix: don't accept() connections in a loop"),
 * and serves every open connection with data. If a turn reads fifty batches of open connections, it accepts one new
 * one: under load new customers waited for half a minute. With short turns, as many are accepted as are served.
 *
 * @returns a function to call for each request; resolves when it is the request's turn
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
        `the oldest of ${waiting.length} queued requests has waited for ${waitedMs} ms`,
      );
      throw new RequestError("overloaded", RETRY_AFTER_SECONDS, { cause });
    }
    await new Promise<void>((goOn) => waiting.push({ since, goOn }));
  };
}
