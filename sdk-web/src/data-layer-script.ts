import { followDataLayer, type Tracker } from "./data-layer.js";

/**
 * What the tag of safar-datalayer.js runs. `data-datalayer` names the page's array, where it is not `dataLayer`. The
 * stub stands before it, so that it may come before safar.js.
 */
const page = window as unknown as Record<string, unknown[]> & { safar: Tracker };
const name = (document.currentScript as HTMLScriptElement).dataset.datalayer || "dataLayer";
page[name] ??= [];
followDataLayer(
  {
    // The instance takes the place of the stub.
    track: (event, properties) => page.safar.track(event, properties),
  },
  page[name],
);
