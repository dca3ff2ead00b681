import type { Page } from "puppeteer-core";
import { press, settled } from "./dashboard-page.js";

/** A field of the editor, by its place in the file. */
const field = (name: string) => `#preview [name="${name}"]`;

/** What a marketer does at the editor of journeys, by mouse and keyboard alone. */
export function atTheDesk(page: Page, lang: "en" | "fa") {
  async function fill(name: string, text: string): Promise<void> {
    await press(page, field(name));
    await page.keyboard.down("Control");
    await page.keyboard.press("a");
    await page.keyboard.up("Control");
    await page.keyboard.type(text);
  }

  /** Chooses one of a list by the arrow keys. */
  async function pick(name: string, value: string): Promise<void> {
    await page.waitForSelector(field(name));
    await page.focus(field(name));
    await page.keyboard.press("Home");
    const chosen = () => page.$eval(field(name), (list) => (list as HTMLSelectElement).value);
    const count = await page.$eval(field(name), (list) => (list as HTMLSelectElement).length);
    for (let presses = 0; presses < count; presses++) {
      if ((await chosen()) === value) return;
      await page.keyboard.press("ArrowDown");
    }
    throw new Error(`${name} has no ${value}`);
  }

  /** Adds a step behind another one, or at the beginning, and waits for its form. */
  async function add(after: string, kind: string, name: string): Promise<void> {
    const spot = JSON.stringify([after === "" ? ["start"] : ["nodes", after, "next"]]);
    await press(page, `[data-spot='${spot}'] .plus`);
    await press(page, `[data-kind=${kind}]`);
    await page.waitForSelector(`[data-node="${name}"] .form`);
  }

  /** Writes a message in the reader's language. @param more what stands among the fields that most do without */
  async function write(node: string, texts: { subject: string; text: string }, more: Record<string, string>) {
    await press(page, `[data-node="${node}"] .more summary`);
    for (const [name, text] of Object.entries({ ...more, ...texts }))
      await fill(`nodes.${node}.message.${lang}.${name}`, text);
  }

  /** Waits until the server has checked what was typed, and says that it holds. */
  const holds = () => page.waitForSelector(".to-mend[aria-busy=false] .holds");

  /** Simulates and publishes what was built, and is at the journey then. */
  async function simulateAndPublish(): Promise<void> {
    await press(page, "#simulate-button");
    await page.waitForSelector("#simulated table");
    await press(page, "#plan-button");
    await press(page, "#publish-button");
    await page.waitForSelector("#flow .flow");
    await settled(page);
  }

  return {
    field,
    fill,
    pick,
    add,
    write,
    holds,
    simulateAndPublish,
    press: (what: string) => press(page, what),
  };
}
