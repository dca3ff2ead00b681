import { afterAll, beforeAll, expect, it } from "vitest";
import { accessibilityProblems, settled } from "./support/dashboard-page.js";
import { openEditorStage } from "./support/editor-stage.js";

let editor: Awaited<ReturnType<typeof openEditorStage>>;
beforeAll(async () => {
  editor = await openEditorStage();
});
afterAll(() => editor?.close());

const LOOKS = ["en", "fa"].flatMap((lang) =>
  [360, 1440].flatMap((width) => ["light", "dark"].map((theme) => ({ lang, width, theme }))),
);

it.each(LOOKS)(
  "the editor is accessible and fits: $lang, $width wide, $theme",
  async ({ lang, width, theme }) => {
    const { page } = editor;
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
    await page.setViewport({ width, height: 900 });
    await editor.open(lang);
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
