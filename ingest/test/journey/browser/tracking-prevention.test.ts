import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServeProcess, startServe } from "../serve-process.js";
import { everyBrowser } from "./support/browsers.js";
import { startHttpsFront } from "./support/https-front.js";
import { type OwnWindow, openOwnWindow } from "./support/webkit/own-window.js";

const DAY_MS = 86_400_000;
const PATIENCE_MS = 120_000;
const WAITING = { timeout: PATIENCE_MS / 2, interval: 250 };

let folder: string;
let collector: ServeProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-itp-"));
  collector = await startServe(folder, [], { SAFAR_VISITOR_COOKIE: "shop.example" });
});

afterAll(async () => {
  await collector.end("SIGTERM");
  await rm(folder, { recursive: true });
});

/** A page of `www` under a domain, whose own server hands on what goes to the collector: it tracks, and then does more. */
const shopPage = (domain: string, then: string) =>
  `<!doctype html><html lang="en"><head><title>A shop</title><link rel="icon" href="data:,">
   <script src="/collect/safar.js" data-write-key="${collector.writeKey}" data-host="https://www.${domain}/collect"
     data-cookie-domain="${domain}" data-track-pages="none"></script></head><body><script>
     safar.track("Product Viewed", { product_id: "p1" });
     safar.flush().then(async () => { ${then} });
   </script></body></html>`;

/** Opens the first of these pages, by domain. Only `shop.example` is named in SAFAR_VISITOR_COOKIE. */
async function visit(
  pages: Readonly<Record<string, string>>,
  look: (browser: OwnWindow) => Promise<unknown>,
): Promise<void> {
  const hosts = Object.entries(pages).map(([domain, then]) => [`www.${domain}`, shopPage(domain, then)]);
  const front = await startHttpsFront(collector.collector, Object.fromEntries(hosts));
  const browser = await openOwnWindow(`https://${hosts[0]![0]}/`, front.proxy);
  try {
    await look(browser);
  } finally {
    await browser.close();
    await front.close();
  }
}

describe.runIf(everyBrowser.includes("webkit"))("in webkit with its tracking prevention", () => {
  it(
    "the script's cookie lives 7 days, and 365 where a first-party collector keeps it",
    async () => {
      const from = Date.now();
      const next = 'location.assign("https://www.shop.example/")';
      await visit({ "other.example": next, "shop.example": "" }, async (browser) => {
        /** For how many days from now the browser keeps each cookie of a domain's visitor. */
        const daysOf = async (domain: string) =>
          (await browser.cookies())
            .filter((cookie) => cookie.name === "safar_id" && cookie.domain.endsWith(domain))
            .map(({ expires }) => (expires - from) / DAY_MS);
        await expect.poll(async () => (await daysOf("shop.example"))[0], WAITING).toBeGreaterThan(8);
        const [scripts, servers] = [await daysOf("other.example"), await daysOf("shop.example")];
        console.log(`days that WebKit keeps the cookie: the script's ${scripts}, the collector's ${servers}`);
        // One each: the script and the collector write the same cookie.
        expect([scripts.length, servers.length]).toEqual([1, 1]);
        expect(scripts[0]).toBeGreaterThan(6.99);
        expect(scripts[0]).toBeLessThan(7.01);
        expect(servers[0]).toBeGreaterThan(364.99);
        expect(servers[0]).toBeLessThan(365.01);
      });
    },
    PATIENCE_MS,
  );

  it(
    "forget() deletes the cookie that the collector keeps",
    async () => {
      const forget = 'await safar.forget(); document.cookie = "forgotten=yes;max-age=9999";';
      await visit({ "shop.example": forget }, async (browser) => {
        const names = async () => (await browser.cookies()).map(({ name }) => name);
        await expect.poll(names, WAITING).toContain("forgotten");
        expect(await names()).toEqual(["forgotten"]);
      });
    },
    PATIENCE_MS,
  );
});
