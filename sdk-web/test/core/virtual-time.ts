import type { Clock, Timer } from "../../src/core/index.js";

/** A clock that stands still until it is moved on, and timers that go by it. */
export interface VirtualTime {
  readonly clock: Clock;
  readonly timer: Timer;
  /** Timers that wait. */
  readonly waiting: number;
  /** Moves on by so many milliseconds, running each timer at its time, and what follows from it. */
  advance(byMs: number): Promise<void>;
}

export function createVirtualTime(start = Date.UTC(2024, 4, 1)): VirtualTime {
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  let now = start;

  const nextUntil = (end: number) =>
    [...timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];

  return {
    clock: () => now,
    timer: (delayMs, run) => {
      const entry = { at: now + delayMs, run };
      timers.add(entry);
      return () => timers.delete(entry);
    },
    get waiting() {
      return timers.size;
    },
    async advance(byMs) {
      const end = now + byMs;
      await settled();
      for (let next = nextUntil(end); next; next = nextUntil(end)) {
        timers.delete(next);
        now = next.at;
        next.run();
        await settled();
      }
      now = end;
    },
  };
}

/** Lets everything run that waits for nothing but its turn. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
