/**
 * Keeps the process alive until the promise settles. This package's timers and idle connections don't, so that a
 * server can exit.
 */
export async function holdProcess<Result>(work: Promise<Result>): Promise<Result> {
  const hold = setInterval(() => {}, 2 ** 30);
  try {
    return await work;
  } finally {
    clearInterval(hold);
  }
}

/** Calls back when only this package's queued events keep the process from exiting. */
export interface ProcessEnd {
  watch(): void;
  unwatch(): void;
}

/** One listener for all clients, because eleven listeners would trigger Node's leak warning. */
const watching = new Set<() => void>();
const endAll = (): void => {
  for (const onEnd of watching) onEnd();
};

/**
 * A process that runs out of work emits `beforeExit` and continues if a listener starts new work. `process.exit()`,
 * an uncaught exception and a signal don't emit it: https://nodejs.org/api/process.html#event-beforeexit
 */
export function createProcessEnd(onEnd: () => void): ProcessEnd {
  return {
    watch() {
      if (watching.size === 0) process.on("beforeExit", endAll);
      watching.add(onEnd);
    },
    unwatch() {
      watching.delete(onEnd);
      if (watching.size === 0) process.off("beforeExit", endAll);
    },
  };
}
