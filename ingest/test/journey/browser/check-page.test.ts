import { afterAll, beforeAll, expect, it } from "vitest";
import { everyBrowser, launch, newVisitor } from "./support/browsers.js";
import { openStage, type Stage } from "./support/stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

it.each(everyBrowser)(
  "/demo/check lets %s check itself, and says that it passed",
  async (name) => {
    const browser = await launch(name);
    try {
      const visitor = await newVisitor(browser);
      const page = await visitor.open(`${stage.collector.collector}/demo/check`);
      await page.evaluate(() => document.getElementById("start")!.click());
      const told = () =>
        page
          .evaluate(() => [
            document.getElementById("result")?.textContent,
            ...[...document.querySelectorAll("#checks li")].map((line) => line.textContent),
          ])
          .catch(() => []);
      await expect
        .poll(told, { timeout: 120_000, interval: 250 })
        .toContainEqual(expect.stringMatching(/^This browser/));
      const [verdict, ...lines] = await told();
      expect([verdict, lines.filter((line) => !line?.startsWith("passed"))]).toEqual([
        "This browser passed.",
        [],
      ]);
      // What is left for a person is said where the phone is.
      expect(await page.evaluate(() => document.querySelectorAll(".check ol li").length)).toBeGreaterThan(2);
      expect(
        await page.evaluate(
          () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
        ),
      ).toBe(true);
      // The same run once more would pass by the rows of the first.
      await page.reload();
      expect(await page.evaluate(() => [location.search, document.getElementById("start")!.hidden])).toEqual([
        "",
        false,
      ]);
      expect(visitor.errors).toEqual([]);
    } finally {
      await browser.close();
    }
  },
  180_000,
);
