import { attempt } from "./attempt.js";
import type { Instance } from "./safar.js";
import { inSlices } from "./slices.js";

/** A call that the stub kept: its path, its arguments, when and where it was made, and who waits for its result. */
export type StubCall = readonly [
  path: readonly string[],
  given: readonly unknown[],
  time: number,
  href: string,
  resolve: (result: unknown) => void,
];

/**
 * Makes the calls that were made before the script was there, in their order. What is called meanwhile is
 * still kept by the stub, behind them.
 *
 * @param onDone runs when none is left
 */
export function replay(calls: StubCall[], [safar, moment]: Instance, onDone: () => void): void {
  inSlices(() => {
    const call = calls.shift();
    if (call) {
      const [path, given, time, href, resolve] = call;
      moment.push(time, href);
      attempt(() => {
        // biome-ignore lint/suspicious/noExplicitAny: the path is what the page called, right or wrong
        let target: any = safar;
        for (const name of path) target = target[name];
        resolve(target(...given));
      });
      moment.length = 0;
    } else onDone();
    return !!call;
  });
}
