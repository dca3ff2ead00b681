import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, ElementHandle, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserNames, launch, newVisitor, type Visitor } from "./support/browsers.js";
import { accessibilityProblems, settled, textOf as textIn } from "./support/dashboard-page.js";
import { type Reading, sitDown } from "./support/dashboard-reading.js";
import {
  CART,
  cartEvents,
  type JourneysStage,
  openJourneysStage,
  PASSWORDS,
  PEOPLE,
} from "./support/journeys-stage.js";

const EDITOR = PASSWORDS.SAFAR_DASHBOARD_EDITOR_PASSWORD;

let stage: JourneysStage;
beforeAll(async () => {
  stage = await openJourneysStage();
  await stage.send(cartEvents());
});
afterAll(() => stage.close());

describe.each(browserNames.filter((name) => name !== "webkit"))("editing journeys in %s", (browserName) => {
  const name = `cart-${browserName}`;
  let browser: Browser;
  let visitor: Visitor;
  let reading: Reading;
  let page: Page;
  const open = (query: string) => page.goto(`${stage.collector.collector}/?page=journeys&lang=en&${query}`);
  const textOf = (selector: string) => textIn(page, selector);
  const press = async (selector: string) => {
    await page.waitForSelector(`${selector}:not(:disabled)`);
    await page.$eval(selector, (button) => (button as HTMLElement).click());
  };
  const typed = () => page.$eval("textarea.definition", (field) => (field as HTMLTextAreaElement).value);
  /** Puts a text into the field as a paste does. */
  const write = (text: string) =>
    page.$eval(
      "textarea.definition",
      (field, value) => {
        (field as HTMLTextAreaElement).value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      },
      text,
    );
  const holds = () => page.waitForSelector(".problems[aria-busy=false] .holds");
  const definition = (hours: number) =>
    JSON.stringify(
      { ...CART, name, nodes: { ...CART.nodes, hour: { ...CART.nodes.hour, for: `${hours} hours` } } },
      null,
      2,
    );

  beforeAll(async () => {
    browser = await launch(browserName);
    visitor = await newVisitor(browser);
    reading = await sitDown(visitor, stage);
    ({ page } = reading);
    await page.setViewport({ width: 1280, height: 900 });
  });
  afterAll(async () => {
    await browser?.close();
  });

  it("is not offered to those who look, and says by which password it is", async () => {
    await open("edit=on");
    await reading.signIn();
    await page.waitForFunction(() =>
      document.querySelector("main [role=alert]")?.textContent?.includes("SAFAR_DASHBOARD_EDITOR_PASSWORD"),
    );
    expect(await page.$("textarea, #templates")).toBeNull();
    await page.$$eval(".top-actions button", (buttons) => (buttons.at(-1) as HTMLElement).click());
    await reading.signIn(EDITOR);
    await page.waitForSelector("#templates [data-template=abandoned-cart]");
    await settled(page);
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it("begins with a shipped journey, and says what to mend while one types", async () => {
    await press("[data-template=abandoned-cart]");
    await holds();
    await page.waitForSelector("#preview [data-node=remind]");
    const text = await typed();
    await write(text.replace('"start": "hour"', '"start": "nowhere"'));
    await page.waitForSelector(".problems li");
    expect(await textOf(".problems")).toContain("nowhere");
    expect(await page.$("#plan-button:not(:disabled)")).toBeNull();
    await press(".problems .tool");
    expect(
      await page.$eval("textarea.definition", (field) => {
        const { value, selectionStart, selectionEnd } = field as HTMLTextAreaElement;
        return value.slice(selectionStart, selectionEnd);
      }),
    ).toContain("nowhere");
    expect(await accessibilityProblems(page)).toEqual([]);
    await write(definition(1));
    await holds();
  });

  it("shows what it would have done, in a table by node", async () => {
    await press("#simulate-button");
    await page.waitForSelector("#simulated table");
    const rows = await page.$$eval("#simulated tbody tr", (lines) =>
      lines.map((line) => [...line.children].map((cell) => cell.textContent ?? "")),
    );
    expect(rows.map(([node]) => node)).toEqual(Object.keys(CART.nodes));
    expect(Number(rows[0]![2])).toBe(PEOPLE.past);
    expect(await textOf("#simulated")).toContain(`${PEOPLE.past} times somebody would have come in`);
  });

  it("publishes after showing what changes, and is at the journey then", async () => {
    await press("#plan-button");
    await page.waitForSelector("#plan");
    expect(await textOf("#plan")).toContain("new");
    await press("#publish-button");
    await page.waitForSelector("#flow .flow");
    expect(new URL(page.url()).searchParams.get("journey")).toBe(name);
    await stage.settled(0);
  });

  it("opens the file that stands in git, and saves it as it was typed", async () => {
    const folder = await mkdtemp(join(tmpdir(), "safar-drafts-"));
    const files = [join(folder, "vip.json"), join(folder, "vip.sql")] as const;
    const text = JSON.stringify({ ...CART, name: "vip", entry: { segment: "segments/vip.sql" } }, null, 2);
    await writeFile(files[0], text);
    await writeFile(files[1], "SELECT customer_id FROM safar.customers WHERE source_id = {source:String}");
    await open("edit=on");
    await page.waitForSelector("#templates li");
    const field = (await page.$("input[type=file]")) as ElementHandle<HTMLInputElement>;
    await field.uploadFile(...files);
    await holds();
    expect(await typed()).toBe(text);
    expect(await textOf(".draft-files")).toContain("segments/vip.sql");
    await page.evaluate(() => {
      const make = URL.createObjectURL.bind(URL);
      URL.createObjectURL = (blob) => {
        Object.assign(window, { saved: (blob as Blob).text() });
        return make(blob);
      };
    });
    await press(".draft-files button");
    expect(await page.evaluate(() => (window as never as { saved: Promise<string> }).saved)).toBe(text);
    // It brings a SELECT of its own, which the operator publishes first.
    await press("#plan-button");
    await page.waitForSelector("#publish [role=alert]");
    expect(await textOf("#publish [role=alert]")).toContain("An operator publishes it first");
    await press(".draft-files button:last-of-type");
    await page.waitForSelector("#templates li");
    await rm(folder, { recursive: true });
    await open(`journey=${name}`);
    await page.waitForSelector("#state-button");
  });

  it("pauses, and lets it go on", async () => {
    for (const [state, word] of [
      ["paused", "Paused"],
      ["running", "On"],
    ] as const) {
      await press("#state-button");
      await page.waitForSelector(`.journey-head .tag.${state}`);
      expect(await textOf(".journey-head .tag")).toBe(word);
    }
  });

  it("loses nothing of what was typed when the sign-in has expired, nor when the page is loaded anew", async () => {
    await open(`journey=${name}&edit=on`);
    await page.waitForSelector("textarea.definition");
    await write(definition(2));
    await holds();
    await page.deleteCookie(...(await page.cookies()));
    await press("#plan-button");
    await page.waitForSelector("input[name=secret]");
    await reading.signIn(EDITOR);
    await page.waitForSelector("textarea.definition");
    expect(await typed()).toBe(definition(2));
    await page.reload();
    await page.waitForSelector("textarea.definition");
    expect(await typed()).toBe(definition(2));
  });

  it("says so when somebody else changed it meanwhile, keeps what was typed, and shows the changes against theirs", async () => {
    await holds();
    await press("#plan-button");
    await page.waitForSelector("#publish-button");
    expect(await textOf("#plan")).toMatch(/nodes\.hour\.for.*1 hours.*2 hours/);
    await stage.publish(JSON.parse(definition(5)));
    await press("#publish-button");
    await page.waitForSelector("#publish [role=alert]");
    expect(await textOf("#publish [role=alert]")).toContain("Somebody else changed this journey meanwhile");
    expect(await typed()).toBe(definition(2));
    await press("#plan-button");
    await page.waitForSelector("#plan .changes");
    expect(await textOf("#plan")).toMatch(/5 hours.*2 hours/);
    expect(await accessibilityProblems(page)).toEqual([]);
    await press("#publish-button");
    await page.waitForSelector("#flow .flow");
    await open(`journey=${name}&edit=on`);
    await page.waitForSelector("textarea.definition");
    expect(JSON.parse(await typed()).nodes.hour.for).toBe("2 hours");
    expect([...visitor.errors, ...reading.problems]).toEqual([]);
  });
});
