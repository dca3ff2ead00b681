import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServeProcess, startServe } from "../serve-process.js";
import { everyBrowser } from "./support/browsers.js";
import { startHttpsFront } from "./support/https-front.js";
import { openOwnWindow } from "./support/webkit/own-window.js";

const DAY_MS = 86_400_000;
const PATIENCE_MS = 120_000;

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

/** A shop's page, whose own server hands on what goes to the collector; then it goes on to the next. */
const shopPage = (host: string, next = "") =>
  `<!doctype html><html lang="en"><head><title>A shop</title><link rel="icon" href="data:,">
   <script src="/collect/safar.js" data-write-key="${collector.writeKey}" data-host="https://${host}/collect"
     data-track-pages="none"></script></head><body><script>
     safar.track("Product Viewed", { product_id: "p1", host: "${host}" });
     safar.flush().then(() => { if ("${next}") location.assign("${next}"); });
   </script></body></html>`;

describe.runIf(everyBrowser.includes("webkit"))("in webkit with its tracking prevention", () => {
  it(
    "the script's cookie lives 7 days, and 365 where a first-party collector keeps it",
    async () => {
      // SAFAR_VISITOR_COOKIE names the second shop alone.
      const front = await startHttpsFront(collector.collector, {
        "www.other.example": shopPage("www.other.example", "https://www.shop.example/"),
        "www.shop.example": shopPage("www.shop.example"),
      });
      const from = Date.now();
      const browser = await openOwnWindow("https://www.other.example/", front.proxy);
      try {
        const idOf = async (host: string) =>
          (
            await collector.rows<{ id: string }>(
              `SELECT anonymous_id AS id FROM events WHERE JSONExtractString(properties, 'host') = '${host}'`,
            )
          )[0]?.id;
        /** For how many days from now the visitor's cookie of a shop is kept. */
        const daysOf = async (host: string) => {
          const id = await idOf(host);
          const cookie = (await browser.cookies()).find(
            ({ name, value }) => name === "safar_id" && value === id,
          );
          return cookie && (cookie.expires - from) / DAY_MS;
        };
        const days = async () => [await daysOf("www.other.example"), await daysOf("www.shop.example")];
        await expect
          .poll(days, { timeout: PATIENCE_MS / 2, interval: 500 })
          .toEqual([expect.any(Number), expect.any(Number)]);
        const [scripts, servers] = await days();
        console.log(`days that WebKit keeps the cookie: the script's ${scripts}, the collector's ${servers}`);
        expect(scripts).toBeGreaterThan(6.99);
        expect(scripts).toBeLessThan(7.01);
        expect(servers).toBeGreaterThan(364.99);
        expect(servers).toBeLessThan(365.01);
      } finally {
        await browser.close();
        await front.close();
      }
    },
    PATIENCE_MS,
  );
});
