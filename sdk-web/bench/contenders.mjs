import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/**
 * What is compared: the script's source, and what a page does with it. `start` runs in the page right after the
 * script; it gives the function that tracks one event.
 */
export async function contenders() {
  // Their own build for pages, as it is released.
  const segment = await readFile(
    require.resolve("@segment/analytics-next").replace("/cjs/index.js", "/umd/index.js"),
    "utf8",
  );
  return {
    "@safar/web": {
      source: await readFile(require.resolve("@safar/web/safar.js"), "utf8"),
      attributes: (host) => ({ writeKey: "bench", host: `http://${host}`, trackPages: "none" }),
      start: () => (name, properties) => window.safar.track(name, properties),
    },
    "@segment/analytics-next": { source: segment, attributes: () => ({}), start: startSegment },
    "the same in batches of 20": {
      source: segment,
      attributes: () => ({}),
      start: startSegment,
      delivery: { strategy: "batching", config: { size: 20, timeout: 1000 } },
    },
  };
}

/** Runs in the page. The settings come with the call: no request for them is part of what is measured. */
function startSegment(host, delivery) {
  const settings = { apiKey: "bench", apiHost: `${host}/v1`, protocol: "http" };
  if (delivery) settings.deliveryStrategy = delivery;
  const analytics = window.AnalyticsNext.AnalyticsBrowser.load({
    writeKey: "bench",
    cdnSettings: { integrations: { "Segment.io": settings } },
  });
  return (name, properties) => analytics.track(name, properties);
}
