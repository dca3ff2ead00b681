import type { Safar } from "./calls.js";
import type { SafarEvents } from "./events.js";

/** What tells in sentences what happens: src/explain.ts, which comes when it is asked for. */
export type Explain = <Name extends keyof SafarEvents>(name: Name, value: SafarEvents[Name]) => void;

/** Explains in the console what becomes of each event. What happens before the sentences are there waits for them. */
export function explainBy(loading: Promise<{ readonly explain: Explain }>, { on }: Safar): void {
  const loaded = loading.catch(console.warn);
  for (const name of ["event", "drop", "error"] as const) {
    on(name, (value) => loaded.then((sentences) => sentences?.explain(name, value)));
  }
}
