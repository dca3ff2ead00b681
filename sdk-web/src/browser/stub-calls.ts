import { attempt } from "./attempt.js";
import type { Safar } from "./calls.js";
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
 * still kept by the stub, behind them; when none is left, the page has the instance in its place.
 *
 * @param page whose `safar` is the stub, or another copy's instance, or missing
 */
export function replay(page: { safar?: { q?: StubCall[] } | Safar }, [safar, moment]: Instance): void {
  const { q = [] } = (page.safar as { q?: StubCall[] }) ?? {};
  inSlices(() => {
    const call = q.shift();
    if (call) {
      const [path, given, time, href, resolve] = call;
      moment.push(time, href);
      attempt(() => {
        // biome-ignore lint/suspicious/noExplicitAny: the path is what the page called, right or wrong
        const method = path.reduce((target: any, name) => target[name], safar) as any;
        resolve(method(...given));
      });
      moment.length = 0;
    } else page.safar = safar;
    return call;
  });
}
