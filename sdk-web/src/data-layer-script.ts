import { followDataLayer, type Tracker } from "./data-layer.js";

/**
 * What the tag of safar-datalayer.js runs. `data-datalayer` names the page's array if it is not `dataLayer`. It may
 * come before safar.js, because it follows the stub.
 */
const page = window as unknown as Record<string, unknown[]> & { safar: Tracker };
const name = (document.currentScript as HTMLScriptElement).dataset.datalayer || "dataLayer";
page[name] ??= [];
followDataLayer(
  {
    // The instance replaces the stub.
    track: (event, properties) => page.safar.track(event, properties),
  },
  page[name],
);
