import type { Page } from "puppeteer-core";
import { describe, expect, it } from "vitest";
import { everyBrowser } from "./support/browsers.js";
import { eachVisitor, stageOfFile } from "./support/each-visitor.js";
import { addSafarPage, flush } from "./support/safar-page.js";
import { slowDatabase } from "./support/slow-database.js";

const stage = stageOfFile();

// The database answers when the test says so: what goes on meanwhile happens in one order, on every machine.
describe.each(everyBrowser)("in %s", (name) => {
  const visitor = eachVisitor(name, stage);

  /** A page that has nothing to send, and drains as soon as it has. */
  async function quietPage(head: string, options: Record<string, string> = {}): Promise<Page> {
    const path = addSafarPage(stage, {
      head: `${slowDatabase}${head}`,
      options: { "flush-interval": "0", ...options },
    });
    const page = await visitor.open(stage.pages.url(path));
    expect(await flush(page)).toBe(true);
    return page;
  }

  it("an event that is acknowledged while a drain reads it is not sent again", async () => {
    const slowAnswers = `<script>{
      const { fetch } = window;
      const answered = new Promise((resolve) => (window.answer = resolve));
      window.fetch = async (...given) => {
        const response = await fetch(...given);
        await answered;
        return response;
      };
    }</script>`;
    const page = await quietPage(slowAnswers);
    await page.evaluate(async () => {
      const { safar, slowDatabase } = window;
      const acknowledged = new Promise<void>((resolve) => {
        safar.on("event", ({ step }: { step: string }) => step === "acknowledged" && resolve());
      });
      const reading = slowDatabase.hold("getAll");
      safar.track("Product Viewed", { product_id: "p", n: "0" });
      // The visitor looks at another tab: what waits is sent at once, outside of the drain.
      Object.defineProperty(document, "hidden", { value: true });
      document.dispatchEvent(new Event("visibilitychange"));
      await reading.begun;
      (window as never as { answer(): void }).answer();
      await acknowledged;
      reading.end();
    });
    expect(await flush(page)).toBe(true);
    expect(stage.proxy.events().map(({ properties }) => properties?.n)).toEqual(["0"]);
  });

  it("an event whose traits are hashed while it is written is sent with their hashes", async () => {
    const slowHashes = `<script>{
      const { subtle } = crypto;
      const { digest } = SubtleCrypto.prototype;
      const hashing = new Promise((resolve) => (window.hash = resolve));
      SubtleCrypto.prototype.digest = async (...given) => {
        await hashing;
        return digest.apply(subtle, given);
      };
    }</script>`;
    const page = await quietPage(slowHashes, { "hash-traits": "email" });
    await page.evaluate(async () => {
      const { safar, slowDatabase } = window;
      const made = new Promise<void>((resolve) => {
        safar.on("event", ({ step }: { step: string }) => step === "made" && resolve());
      });
      const writing = slowDatabase.hold("put");
      const reading = slowDatabase.hold("getAll");
      safar.identify("u-1", { email: "who@shop.example" });
      await writing.begun;
      // The drain waits until the event is written, and will find it as it was then.
      await reading.asked;
      reading.end();
      (window as never as { hash(): void }).hash();
      await made;
      writing.end();
    });
    expect(await flush(page)).toBe(true);
    const told = stage.proxy.events().map(({ traits }) => traits?.email);
    expect(told).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
  });
});
