import { setTimeout as sleep } from "node:timers/promises";

const LIMIT_MS = 60_000;

/**
 * Measures one contender in a new page of a visitor who was never there.
 *
 * @returns boot and each call in milliseconds, main-thread time in milliseconds, bytes and requests
 */
export async function measure(browser, sink, { source, attributes, start, delivery }, events) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.goto(sink.page);
  const session = await page.createCDPSession();
  await session.send("Performance.enable");
  sink.reset();

  const boot = await page.evaluate(
    bootInPage,
    source,
    attributes(sink.host),
    `(${start})`,
    sink.host,
    delivery ?? null,
  );
  const before = await mainThreadMs(session);
  const calls = await page.evaluate(trackInPage, events);
  for (const began = Date.now(); sink.counts().events < events; await sleep(20)) {
    if (Date.now() - began > LIMIT_MS)
      throw new Error(`Only ${sink.counts().events} of ${events} events arrived.`);
  }
  // What follows an acknowledgement is part of the cost.
  await sleep(300);
  const mainThread = (await mainThreadMs(session)) - before;
  const { bytes, requests, preflights } = sink.counts();
  await context.close();
  return { boot, calls, mainThread, bytes, requests, preflights };
}

/** Milliseconds that the page's main thread has spent in tasks. */
async function mainThreadMs(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
}

/** Runs in the page: an inline script runs as it is appended, from its parsing to the end of its first task. */
function bootInPage(source, attributes, start, host, delivery) {
  if (!window.crossOriginIsolated) throw new Error("The page's clock is not fine enough.");
  const script = document.createElement("script");
  script.textContent = source;
  Object.assign(script.dataset, attributes);
  // Both scripts ask where they came from.
  Object.defineProperty(script, "src", { value: new URL("/script.js", location.href).href });
  // biome-ignore lint/security/noGlobalEval: the bench's own function, sent over as text
  const begin = window.eval(start);
  const from = performance.now();
  document.head.append(script);
  window.benchTrack = begin(host, delivery);
  return performance.now() - from;
}

/** Runs in the page: calls in tasks of ten, as a busy page would, each timed. */
async function trackInPage(events) {
  const calls = [];
  for (let n = 0; n < events; n++) {
    const properties = {
      product_id: `p-${n}`,
      sku: `SKU-${n % 97}`,
      name: "A gift for someone",
      category: "Gifts",
      brand: "Safar",
      price: 19.9,
      currency: "EUR",
      quantity: 1,
      position: n % 20,
      url: "https://shop.example/products/a-gift-for-someone",
    };
    const from = performance.now();
    window.benchTrack("Product Viewed", properties);
    calls.push(performance.now() - from);
    if (n % 10 === 9) await new Promise((resolve) => setTimeout(resolve));
  }
  return calls;
}
