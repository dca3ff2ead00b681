import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServeProcess, startServe } from "../serve-process.js";
import { everyBrowser, launch, newVisitor } from "./support/browsers.js";

let folder: string;
let collector: ServeProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-dashboard-webkit-"));
  collector = await startServe(folder);
});
afterAll(async () => {
  await collector.end("SIGTERM");
  await rm(folder, { recursive: true });
});

describe.runIf(everyBrowser.includes("webkit"))("the dashboard in WebKit", () => {
  it.each(["en_US.UTF-8", "C"])(
    "opens on a system whose language is %s",
    async (language) => {
      const browser = await launch("webkit", { language });
      try {
        const visitor = await newVisitor(browser);
        const page = await visitor.open(`${collector.collector}/?lang=fa`);
        await page.waitForSelector("input[name=secret]");
        expect(await page.evaluate(() => document.documentElement.dir)).toBe("rtl");
        await page.type("input[name=secret]", `${collector.password}\uE007`);
        await page.waitForSelector(".top");
        expect(visitor.errors).toEqual([]);
      } finally {
        await browser.close();
      }
    },
    180_000,
  );
});
