import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "puppeteer-core";

/** Opens a part of the page, so that it is asked for, and waits until everything asked for has been answered. */
export async function settled(page: Page, ...panels: string[]): Promise<void> {
  for (const panel of panels) {
    await page.waitForSelector(`#${panel}`);
    await page.$eval(`#${panel}`, (element) => element.scrollIntoView({ block: "center" }));
    await page.waitForSelector(`#${panel}[aria-busy="false"]:not(:has(.skeleton))`);
  }
  await page.waitForSelector("main#content:not(.opening)");
  await page.waitForFunction(
    () => !document.querySelector("main [aria-busy='true'], main .old, .refresh[aria-busy='true']"),
  );
}

/** What a part says, once it is there and no part of the page still loads. */
export async function textOf(page: Page, selector: string): Promise<string> {
  await settled(page);
  await page.waitForSelector(selector);
  return page.$eval(selector, (element) => element.textContent ?? "");
}

/** Clicks by the mouse, once the element is there, enabled, seen, and no longer moves. */
export const press = (page: Page, selector: string): Promise<void> =>
  page.locator(selector).setTimeout(page.getDefaultTimeout()).click();

/** The value that a tile shows. */
export const tile = (page: Page, name: string): Promise<string> =>
  page.$eval(`#tile-${name} .tile-value`, (element) => element.textContent ?? "");

/** Shows a panel as a table, where it has a picture, and reads its rows. */
export async function tableOf(page: Page, panel: string): Promise<string[][]> {
  await settled(page, panel);
  const toggles = await page.$$(`#${panel} button.tool:not([data-step])`);
  const isPicture =
    (await page.$(`#${panel} .panel-body > figure, #${panel} .panel-body > .rfm, #${panel} .funnel`)) !==
    null;
  if (isPicture) await toggles[0]?.evaluate((button) => (button as HTMLElement).click());
  await page.waitForSelector(`#${panel} table.data`);
  return page.$$eval(`#${panel} table.data tbody tr`, (rows) =>
    rows.map((row) => [...row.children].map((cell) => cell.textContent ?? "")),
  );
}

/** Chooses one of a control's values, as a reader does. */
export async function choose(page: Page, name: string, value: string): Promise<void> {
  await page.select(`select[name=${name}]`, value);
}

/** How many pixels of a canvas have the colour of a custom property, somewhat more or less: lines are smoothed. */
export function pixelsOf(page: Page, panel: string, property: string): Promise<number> {
  return page.$eval(
    `#${panel} canvas`,
    (canvas, name) => {
      const hex = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
      const wanted = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
      const { width, height } = canvas as HTMLCanvasElement;
      const { data } = (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        const isNear = wanted.every((part, index) => Math.abs(part - data[at + index]!) < 24);
        if (isNear && data[at + 3]! > 128) count += 1;
      }
      return count;
    },
    property,
  );
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong for readers with a screen reader, a keyboard, or weak eyes. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as never as {
      axe: {
        run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ""}`),
    );
  });
}
