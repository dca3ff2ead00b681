import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launch, newVisitor } from "./support/browsers.js";
import { accessibilityProblems, settled } from "./support/dashboard-page.js";
import { sitDown } from "./support/dashboard-reading.js";
import { CART, type JourneysStage, openJourneysStage, PASSWORDS } from "./support/journeys-stage.js";

let stage: JourneysStage;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  stage = await openJourneysStage();
  await stage.publish(CART);
  browser = await launch("chromium");
  const reading = await sitDown(await newVisitor(browser), stage);
  ({ page } = reading);
  await page.goto(`${stage.collector.collector}/?page=journeys&lang=en&journey=cart&edit=on`);
  await reading.signIn(PASSWORDS.SAFAR_DASHBOARD_EDITOR_PASSWORD);
});
afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

const LOOKS = ["en", "fa"].flatMap((lang) =>
  [360, 1440].flatMap((width) => ["light", "dark"].map((theme) => ({ lang, width, theme }))),
);

it.each(LOOKS)(
  "the editor is accessible and fits: $lang, $width wide, $theme",
  async ({ lang, width, theme }) => {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
    await page.setViewport({ width, height: 900 });
    await page.goto(`${stage.collector.collector}/?page=journeys&lang=${lang}&journey=cart&edit=on`);
    for (const node of ["", "remind", "loyal", "lot"]) {
      await page.waitForSelector(`[data-node="${node}"] .step-head`);
      await page.$eval(`[data-node="${node}"] .step-head`, (head) => (head as HTMLElement).click());
      await page.waitForSelector(`[data-node="${node}"] .form`);
      if (node === "remind") await page.waitForSelector(".previewed .text");
      await settled(page);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(
        await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        ),
      ).toBeLessThanOrEqual(0);
      if (process.env.SAFAR_TEST_SHOTS)
        await page.screenshot({
          path: `${process.env.SAFAR_TEST_SHOTS}/${lang}-${width}-${theme}-${node || "entry"}.png`,
          fullPage: true,
        });
    }
  },
);
