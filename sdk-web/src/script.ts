import { attempt } from "./browser/attempt.js";
import { instanceOf } from "./browser/instances.js";
import type { SafarOptions } from "./browser/options.js";
import { replay } from "./browser/stub-calls.js";

/** What the script tag runs: reads its own attributes, takes over from the stub, and makes `window.safar`. */
attempt(() => {
  const { dataset, src } = document.currentScript as HTMLScriptElement;
  // `data-cookie-domain="…"` is the option `cookieDomain`; an attribute without a value is true.
  const given: Record<string, unknown> = { host: new URL(src).origin, trackPages: "all" };
  for (const name in dataset) given[name] = dataset[name] === "false" ? false : dataset[name] || true;
  given.hashTraits = dataset.hashTraits?.split(/[\s,]+/);
  // Another copy of the script may have taken over: its instance is this one.
  replay(window as never, instanceOf(given as unknown as SafarOptions));
});
