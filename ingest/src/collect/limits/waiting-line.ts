/** The caller did not get a turn: the queue was full, or the caller disconnected first. */
export class NoTurnError extends Error {
  override readonly name = "NoTurnError";
}

/** Lets a few queries run at once; the others wait in the order of arrival. */
export interface WaitingLine {
  /**
   * Resolves when it is the caller's turn, with a function that ends the turn.
   *
   * @param signal leaves the queue, for example when the client disconnected
   * @throws {NoTurnError} when the queue is full, and on the signal
   */
  enter(signal: AbortSignal): Promise<() => void>;
}

export function waitingLine(maxRunning: number, maxWaiting: number): WaitingLine {
  let running = 0;
  const waiting: (() => void)[] = [];
  const leave = () => {
    running -= 1;
    waiting.shift()?.();
  };
  const start = () => {
    running += 1;
    let left = false;
    return () => {
      if (!left) leave();
      left = true;
    };
  };
  return {
    enter(signal) {
      if (signal.aborted) return Promise.reject(gone());
      if (running < maxRunning && waiting.length === 0) return Promise.resolve(start());
      if (waiting.length >= maxWaiting) {
        return Promise.reject(
          new NoTurnError(
            `${running} queries are running and ${waiting.length} are waiting. Try again in a moment.`,
          ),
        );
      }
      return new Promise((resolve, reject) => {
        const turn = () => {
          signal.removeEventListener("abort", giveUp);
          resolve(start());
        };
        const giveUp = () => {
          waiting.splice(waiting.indexOf(turn), 1);
          reject(gone());
        };
        waiting.push(turn);
        signal.addEventListener("abort", giveUp, { once: true });
      });
    },
  };
}

const gone = () => new NoTurnError("The client disconnected before its turn.");
