/**
 * Keeps the process alive until the promise is settled: timers and idle connections of this package
 * don't, so that a server can end.
 */
export async function holdProcess<Result>(work: Promise<Result>): Promise<Result> {
  const hold = setInterval(() => {}, 2 ** 30);
  try {
    return await work;
  } finally {
    clearInterval(hold);
  }
}

/** Calls back when the process has nothing left to do but what this package holds back. */
export interface ProcessEnd {
  watch(): void;
  unwatch(): void;
}

/** One listener for all clients: with one each, eleven of them would set off Node's warning of a leak. */
const watching = new Set<() => void>();
const endAll = (): void => {
  for (const onEnd of watching) onEnd();
};

/**
 * A process that simply ends emits `beforeExit` and goes on if that starts something. `process.exit()`,
 * an uncaught exception and a signal emit none: https://nodejs.org/api/process.html#event-beforeexit
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
