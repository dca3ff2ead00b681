import { attempt } from "./browser/attempt.js";
import { explainBy } from "./browser/debug.js";
import { instanceOf } from "./browser/instances.js";
import type { SafarOptions } from "./browser/options.js";
import { replay, type StubCall } from "./browser/stub-calls.js";

/** What the script tag runs: reads its own attributes, takes over from the stub, and makes `window.safar`. */
attempt(() => {
  const page = window as unknown as { safar?: { q?: StubCall[] } };
  const { dataset, src } = document.currentScript as HTMLScriptElement;
  const options = readDataset(dataset, new URL(src).origin);
  const instance = instanceOf(options);
  // Beside this script, wherever it lies.
  if (options.debug) explainBy(import(`${new URL("safar-debug.js", src)}`), instance[0]);
  // Another copy of the script may have taken over: its instance is this one.
  replay(page.safar?.q ?? [], instance, () => {
    page.safar = instance[0] as never;
  });
});

/** `data-cookie-domain="…"` is the option `cookieDomain`; an attribute without a value is true. */
function readDataset(dataset: DOMStringMap, origin: string): SafarOptions {
  const options: Record<string, unknown> = { host: origin, trackPages: "all" };
  for (const name in dataset) options[name] = dataset[name] === "false" ? false : dataset[name] || true;
  options.hashTraits = dataset.hashTraits?.split(/[\s,]+/);
  return options as unknown as SafarOptions;
}
