/** A wait that can be cut short. */
export interface Alarm {
  /** Resolves after a time, or when it rings; at once if it rang since the last wait. */
  wait(ms: number): Promise<void>;
  ring(): void;
}

export function alarm(): Alarm {
  let [hasRung, wake] = [false, () => {}];
  return {
    async wait(ms) {
      if (!hasRung)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      hasRung = false;
    },
    ring() {
      hasRung = true;
      wake();
    },
  };
}
