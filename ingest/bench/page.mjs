// npm run bench:page: how soon somebody who opens the dashboard sees something, the key figures, and each further part,
// over a shop of 20 million events, and the page of one customer, in Chromium on the machine that answers. Each visit has an empty cache.
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import puppeteer from "puppeteer-core";
import { openFolderWarehouse } from "../dist/store/engine/folder-warehouse.js";
import { migrate } from "../dist/store/migrate/migrate.js";
import {
  CHROMIUM_ARGS,
  findBrowsers,
  whatIsMissing,
} from "../test/journey/browser/support/find-browsers.mjs";
import { insertMore, insertShop, putVisitsTogether } from "./shop-rows.mjs";
import { startServe } from "./start-safar.mjs";

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "7" },
    orders: { type: "string", default: "1000000" },
    events: { type: "string", default: "20000000" },
    folder: { type: "string" },
  },
});
/** How soon the key figures shall stand there, in ms. */
const BUDGET_MS = 1_000;
const ADDRESS = "/?lang=en&source=shop&range=custom&from=2024-12-01&to=2025-11-30&period=month";
/** What is seen without scrolling, in the order of its coming: when it is there is asked in the page. */
const AT_ONCE = {
  "first paint": () => performance.getEntriesByName("first-contentful-paint").length > 0,
  "key figures": () => document.querySelector("#tile-revenue .tile-value") !== null,
  "revenue over time": () => document.querySelector("#revenue canvas") !== null,
  "all lines, and the figures before": () =>
    document.querySelectorAll("#tiles .spark polyline").length >= 8 &&
    document.querySelector("#tile-retention .tile-value")?.textContent !== "–" &&
    document.querySelector("#tile-revenue .before") !== null,
};
/** The parts of a customer's page, which are asked for at once. */
const CUSTOMER = "/?page=customers&lang=en&source=shop&customer=user-4711";
const OF_CUSTOMER = {
  "customer: who, and how reached": "#reach table",
  "customer: orders": "#orders table",
  "customer: time line": "#time-line .moment",
  "customer: stage, value, forecast": "#standing .facts",
};
/** What is asked for when somebody comes near it. */
const PANELS = ["customers-over-time", "lifecycle", "retention", "cohorts", "funnel", "carts", "rfm", "risk"];

const chromium = findBrowsers().found.find(({ name }) => name === "chromium");
if (!chromium) {
  console.error(whatIsMissing(["chromium"]).replace("journeys", "bench"));
  process.exit(1);
}
console.log(`${availableParallelism()} cores (${cpus()[0].model.trim()}), Node ${process.version}`);
const folder = options.folder ?? mkdtempSync(join(tmpdir(), "safar-bench-page-"));
const times = new Map();
try {
  await fill();
  const server = await startServe(folder, { SAFAR_PREDICT_HOURS: "0" });
  const browser = await puppeteer.launch({
    executablePath: chromium.path,
    headless: true,
    args: CHROMIUM_ARGS,
    protocolTimeout: 300_000,
  });
  console.log(`${await browser.version()}; median of ${options.runs} visits in ms\n`);
  try {
    const page = await signedIn(browser, server);
    // the first visit only warms the caches of the machine
    for (let run = 0; run <= Number(options.runs); run++) {
      await visit(page, server, run > 0);
      await visitCustomer(page, server, run > 0);
    }
  } finally {
    await browser.close();
    server.process.kill("SIGTERM");
    await once(server.process, "exit");
  }
} finally {
  if (!options.folder) rmSync(folder, { recursive: true });
}

for (const [name, all] of times) {
  const [median, least, most] = spread(all).map((ms) => ms.toFixed(0));
  console.log(`${name.padEnd(38)}${median.padStart(7)}  ${`${least}–${most}`.padStart(12)}`);
}
const [figures] = spread(times.get("key figures"));
console.log(
  `\nthe key figures are there after ${figures.toFixed(0)} ms: ` +
    (figures <= BUDGET_MS ? `within ${BUDGET_MS} ms` : `over the budget of ${BUDGET_MS} ms`),
);

/** Two years of a shop, at rest: everything merged and put together that ever will be. */
async function fill() {
  const warehouse = await openFolderWarehouse(folder);
  try {
    await migrate(warehouse);
    const [{ rows }] = await warehouse.query("SELECT toFloat64(count()) AS rows FROM safar.event_rows");
    if (rows === 0) {
      const [events, orders] = [Number(options.events), Number(options.orders)];
      await insertShop(warehouse, { orders, events: events / 4 });
      await insertMore(warehouse, { from: events / 4, to: events });
      await warehouse.command("SYSTEM START MERGES safar.event_rows");
      await putVisitsTogether(warehouse);
    }
    const [{ total }] = await warehouse.query("SELECT toFloat64(count()) AS total FROM safar.event_rows");
    console.log(`${total.toLocaleString("en")} events`);
  } finally {
    await warehouse.close();
  }
}

async function signedIn(browser, server) {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  await page.setCacheEnabled(false);
  page.setDefaultTimeout(120_000);
  await page.goto(`${server.collector}${ADDRESS}`);
  await page.waitForSelector("input[name=secret]");
  await page.type("input[name=secret]", server.password);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#tiles");
  return page;
}

/** Notes how long after the page was opened something took. */
function note(name, ms) {
  times.set(name, [...(times.get(name) ?? []), ms]);
}

/** Opens the page of a customer; each part is there when its own question was answered. */
async function visitCustomer(page, server, counts) {
  await page.goto(`${server.collector}${CUSTOMER}`, { waitUntil: "domcontentloaded" });
  await Promise.all(
    Object.entries(OF_CUSTOMER).map(async ([name, selector]) => {
      await page.waitForSelector(selector);
      if (counts) note(name, await page.evaluate(() => performance.now()));
    }),
  );
}

/** Opens the page, waits for what is seen at once, then goes down to one panel after the other. */
async function visit(page, server, counts) {
  await page.goto(`${server.collector}${ADDRESS}`, { waitUntil: "domcontentloaded" });
  for (const [name, isThere] of Object.entries(AT_ONCE)) {
    await page.waitForFunction(isThere, { polling: "raf" });
    if (counts) note(name, await page.evaluate(() => performance.now()));
  }
  for (const panel of PANELS) {
    const from = performance.now();
    await page.$eval(`#${panel}`, (element) => element.scrollIntoView({ block: "center" }));
    await page.waitForSelector(`#${panel}[aria-busy="false"]:not(:has(.skeleton))`);
    if (counts) note(`${panel}, once near`, performance.now() - from);
  }
  // What is still asked for would take its time from the next visit.
  await page.waitForFunction(() => !document.querySelector("main [aria-busy='true'], main .old"));
}

/** @returns {[number, number, number]} median, least and greatest */
function spread(all) {
  const sorted = all.toSorted((a, b) => a - b);
  return [sorted[sorted.length >> 1], sorted[0], sorted.at(-1)];
}
