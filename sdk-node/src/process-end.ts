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

/**
 * A process that simply ends emits `beforeExit` and goes on if that starts something. `process.exit()`,
 * an uncaught exception and a signal emit none: https://nodejs.org/api/process.html#event-beforeexit
 */
export function createProcessEnd(onEnd: () => void): ProcessEnd {
  return {
    watch: () => void process.on("beforeExit", onEnd),
    unwatch: () => void process.off("beforeExit", onEnd),
  };
}
