import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PageSays, readersPage } from "../../../src/channels/routes/page.js";
import { browserNames, launch } from "./support/browsers.js";
import { accessibilityProblems } from "./support/dashboard-page.js";

const SAYS: readonly PageSays[] = ["question", "done", "saved", "failed", "unknown"];
const TOKEN = "AAAAAAAAAAAAAAAAAAAAAAAA";

/** The page on which readers of messages unsubscribe and choose, as a browser shows it. */
describe.each(browserNames.filter((name) => name !== "webkit"))("the preference page in %s", (name) => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launch(name);
    page = await browser.newPage();
  });
  afterAll(() => browser?.close());

  describe.each(["en", "fa"])("in %s", (language) => {
    it.each(SAYS)("can be read and used by everybody: %s", async (says) => {
      for (const width of [360, 1440]) {
        await page.setViewport({ width, height: 780 });
        await page.setContent(
          readersPage(
            language,
            says,
            says === "unknown" ? undefined : TOKEN,
            says === "saved" ? ["sms"] : [],
          ),
        );
        expect(await accessibilityProblems(page), `${width} px`).toEqual([]);
        const seen = await page.evaluate(() => {
          const targets = [...document.querySelectorAll("button, label")];
          return {
            direction: getComputedStyle(document.body).direction,
            isTooWide: document.documentElement.scrollWidth > innerWidth,
            // WCAG 2.2, 2.5.8: a finger hits it.
            small: targets.filter((each) => each.getBoundingClientRect().height < 24).length,
            isFocusable: [...document.querySelectorAll("button, input")].every((each) => {
              (each as HTMLElement).focus();
              return document.activeElement === each;
            }),
          };
        });
        expect(seen).toEqual({
          direction: language === "fa" ? "rtl" : "ltr",
          ...{ isTooWide: false, small: 0, isFocusable: true },
        });
        const folder = process.env.SAFAR_SCREENSHOTS;
        if (folder) await page.screenshot({ path: `${folder}/${name}-${language}-${says}-${width}.png` });
      }
    });
  });
});
