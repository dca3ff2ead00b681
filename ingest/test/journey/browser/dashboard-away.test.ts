import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserNames } from "./support/browsers.js";
import { press, textOf } from "./support/dashboard-page.js";
import { openEditorStage } from "./support/editor-stage.js";
import { CART } from "./support/journeys-stage.js";

describe.runIf(browserNames.includes("chromium"))("an editor whose ClickHouse does not answer", () => {
  let editor: Awaited<ReturnType<typeof openEditorStage>>;
  let page: (typeof editor)["page"];
  const titles: string[] = [];

  beforeAll(async () => {
    editor = await openEditorStage();
    ({ page } = editor);
  });
  afterAll(() => editor?.close());

  /** Sends a signal to the engine, which is a process of its own. */
  async function signal(name: "SIGSTOP" | "SIGCONT"): Promise<void> {
    const status = await readFile(join(editor.stage.data, "status"), "utf8");
    process.kill(Number(/^PID: (\d+)$/m.exec(status)![1]), name);
  }
  const type = async (text: string) => {
    titles.push(text);
    await press(page, '#preview [name="title"]');
    await page.keyboard.press("End");
    await page.keyboard.type(text);
  };
  const title = async () =>
    JSON.parse(await page.$eval("textarea.definition", (field) => (field as HTMLTextAreaElement).value))
      .title;
  const typed = () => `${CART.title}${titles.join("")}`;

  it("loses nothing of what was typed, before and meanwhile, though the page is loaded anew", async () => {
    await press(page, '[data-node=""] .step-head');
    await type(" before");
    await page.waitForSelector(".to-mend[aria-busy=false] .holds");
    await signal("SIGSTOP");
    try {
      await press(page, "#plan-button");
      // Parts of the page go on asking meanwhile: it does not settle.
      const alert = (await page.waitForSelector("#publish [role=alert]"))!;
      expect(await alert.evaluate((element) => element.textContent)).toMatch(
        /can’t be asked now|took longer/,
      );
      await type(" meanwhile");
      expect(await title()).toBe(typed());
      await page.reload();
    } finally {
      await signal("SIGCONT");
    }
    await page.waitForSelector("textarea.definition");
    expect(await title()).toBe(typed());
    await page.waitForSelector(".to-mend[aria-busy=false] .holds");
    await press(page, "#plan-button");
    expect(await textOf(page, "#plan .changes")).toContain("meanwhile");
    expect(editor.problems()).toEqual([]);
  });
});
