import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserNames, launch, newVisitor, type Visitor } from "./support/browsers.js";
import { accessibilityProblems, press as pressOn } from "./support/dashboard-page.js";
import { type Reading, sitDown } from "./support/dashboard-reading.js";
import { CART, type JourneysStage, openJourneysStage, PASSWORDS } from "./support/journeys-stage.js";

let stage: JourneysStage;
beforeAll(async () => {
  stage = await openJourneysStage();
});
afterAll(() => stage.close());

describe.each(browserNames.filter((name) => name !== "webkit"))("steps of a journey in %s", (browserName) => {
  let browser: Browser;
  let visitor: Visitor;
  let reading: Reading;
  let page: Page;
  const name = `steps-${browserName}`;
  const definition = { ...CART, name };
  const open = (query: string) => page.goto(`${stage.collector.collector}/?page=journeys&lang=en&${query}`);
  const edited = () =>
    page.$eval("textarea.definition", (field) => JSON.parse((field as HTMLTextAreaElement).value));
  const nodes = async () => Object.keys((await edited()).nodes);
  const focus = (selector: string) => page.$eval(selector, (element) => (element as HTMLElement).focus());
  const focused = () =>
    page.evaluate(() => document.activeElement?.closest("[data-node]")?.getAttribute("data-node"));
  const told = () => page.$eval("#preview [role=status]", (element) => element.textContent);
  const press = (selector: string) => pressOn(page, selector);
  const holds = () => page.waitForSelector(".to-mend[aria-busy=false] .holds");
  const field = (path: string) => `#preview [name="${path}"]`;
  /** Presses Tab until something has the focus, as who has no mouse does. */
  const tabTo = async (selector: string) => {
    for (let presses = 0; presses < 200; presses++) {
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`The keyboard does not come to ${selector}`);
  };

  beforeAll(async () => {
    browser = await launch(browserName);
    visitor = await newVisitor(browser);
    reading = await sitDown(visitor, stage);
    ({ page } = reading);
    await page.setViewport({ width: 1280, height: 900 });
    await stage.publish(definition);
    await open(`journey=${name}&edit=on`);
    await reading.signIn(PASSWORDS.SAFAR_DASHBOARD_EDITOR_PASSWORD);
    await page.waitForSelector("#preview [data-node=hour]");
  });
  afterAll(async () => {
    await browser?.close();
  });

  it("are added by keys alone, and stand in the file at once", async () => {
    await focus("#preview [data-do=undo], #preview .scroll");
    await tabTo('[data-spot=\'[["nodes","hour","next"]]\'] .plus');
    await page.keyboard.press("Enter");
    await tabTo("[data-kind=delay]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#preview [data-node=pause] .form");
    expect(await focused()).toBe("pause");
    expect((await edited()).nodes).toMatchObject({
      hour: { next: "pause" },
      pause: { type: "delay", for: "1 hour", next: "remind" },
    });
    expect(await told()).toBe("Step “pause” is added.");
    await tabTo(field("nodes.pause.for"));
    await page.keyboard.press("Backspace");
    await page.waitForSelector(`${field("nodes.pause.for")}[aria-invalid=true], .to-mend li`);
    await page.keyboard.type("5");
    await holds();
    expect((await edited()).nodes.pause.for).toBe("5 hours");
  });

  it("are moved, removed and brought back by keys", async () => {
    await focus("[data-node=pause] .step-head");
    await page.keyboard.down("Alt");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.up("Alt");
    await page.waitForFunction(() => document.activeElement?.closest("[data-node=pause]"));
    expect(await edited()).toMatchObject({ start: "pause", nodes: { pause: { next: "hour" } } });
    await page.keyboard.press("Delete");
    await page.waitForSelector("#preview:not(:has([data-node=pause]))");
    expect((await edited()).start).toBe("hour");
    await page.keyboard.down("Control");
    await page.keyboard.press("z");
    await page.keyboard.up("Control");
    await page.waitForSelector("[data-node=pause]");
    expect((await edited()).start).toBe("pause");
  });

  it("are added, moved to a place and removed by mouse", async () => {
    await press('[data-spot=\'[["nodes","remind","next"]]\'] .plus');
    await press("[data-kind=send]");
    await page.waitForSelector("[data-node=message] .form");
    await page.waitForSelector('[data-node="message"] .told .wrong');
    await page.type(field("nodes.message.message.en.subject"), "New in the shop");
    await page.type(field("nodes.message.message.en.text"), "Look at it.");
    await press(field("nodes.message.channels.push"));
    await holds();
    expect((await edited()).nodes.message).toMatchObject({
      channels: ["email", "push"],
      message: { en: { subject: "New in the shop", text: "Look at it." } },
    });
    await press("[data-node=message] [data-do=move]");
    await press("[data-spot='[[\"start\"]]'] .here");
    await page.waitForFunction(() =>
      document.querySelector(".parts [data-node]")?.matches("[data-node=message]"),
    );
    expect((await edited()).start).toBe("message");
    await press("[data-node=message] .step-head");
    await press("[data-node=message] [data-do=remove]");
    await page.waitForSelector("#preview:not(:has([data-node=message]))");
    // A question goes with what stands on its ways, or with all but one of them.
    await press("[data-node=lot] .step-head");
    await press("[data-node=lot] [data-do=remove-keep]");
    await page.waitForSelector("#preview:not(:has([data-node=lot]))");
    expect(await nodes()).toContain("offer");
    await press("[data-do=undo]");
    await page.waitForSelector("[data-node=lot]");
  });

  it("are dragged to another place", async () => {
    await page.evaluate(() => {
      const data = new DataTransfer();
      const tell = (selector: string, type: string) =>
        document
          .querySelector(selector)!
          .dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
      tell("[data-node=pause] .step-head", "dragstart");
      tell('[data-spot=\'[["nodes","remind","next"]]\']', "dragover");
      tell('[data-spot=\'[["nodes","remind","next"]]\']', "drop");
    });
    await page.waitForFunction(() =>
      document.querySelector<HTMLTextAreaElement>(".definition")!.value.includes('"start": "hour"'),
    );
    expect((await edited()).nodes).toMatchObject({ remind: { next: "pause" }, pause: { next: "loyal" } });
  });

  it("say beside the field what to mend, and hold again once it is", async () => {
    await press("[data-node=''] .step-head");
    const control = field("control");
    await page.locator(control).click({ count: 3 });
    await page.type(control, "300");
    await page.waitForSelector(`${control}[aria-invalid=true]`);
    const id = await page.$eval(control, (input) => input.getAttribute("aria-describedby"));
    expect(await page.$eval(`[id="${id}"]`, (told) => told.textContent)).toBe(
      "Write a whole number from 0 to 100.",
    );
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.locator(control).click({ count: 3 });
    await page.type(control, "20");
    await holds();
    await page.select(field("quiet"), "own");
    await page.waitForSelector(field("quiet.from"));
    await holds();
    expect(await edited()).toMatchObject({ control: 20, quiet: { from: "21:00", until: "09:00" } });
  });

  it("change a condition without losing what was asked before", async () => {
    await press("[data-node=loyal] .step-head");
    await page.select(field("nodes.loyal.condition.all.1.kind"), "any");
    await page.waitForSelector(field("nodes.loyal.condition.all.1.any.0.trait"));
    expect((await edited()).nodes.loyal.condition.all[1]).toEqual({
      any: [{ trait: "city", is: "Tehran" }],
    });
    await page.select(field("nodes.loyal.condition.all.1.any.0.compare"), "told");
    await holds();
    expect((await edited()).nodes.loyal.condition.all[1].any).toEqual([{ trait: "city", told: true }]);
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it("of two editors are shown side by side and put together", async () => {
    const other = { ...definition, title: "Their title", control: 40 };
    await stage.publish(other);
    await press("#plan-button");
    await page.waitForSelector("#publish-button");
    await page.reload();
    await page.waitForSelector(".other");
    const sides = await page.$$eval(".other .both > div", (all) => all.map((each) => each.textContent ?? ""));
    expect(sides[0]).toContain("Their title");
    expect(sides[1]).toContain("nodes.pause");
    expect(await page.$eval(".other .wrong", (element) => element.textContent)).toContain("control");
    expect(await accessibilityProblems(page)).toEqual([]);
    await press("[data-do=merge]");
    await page.waitForSelector("#preview:not(.other)");
    await holds();
    expect(await edited()).toMatchObject({
      ...{ title: "Their title", control: 20 },
      nodes: { pause: { type: "delay", for: "5 hours" } },
    });
    await press("[data-do=undo]");
    await page.waitForFunction(
      () => !document.querySelector<HTMLTextAreaElement>(".definition")!.value.includes("Their title"),
    );
    expect([...visitor.errors, ...reading.problems]).toEqual([]);
  });
});
