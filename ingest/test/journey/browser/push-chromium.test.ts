import type { Browser, CDPSession, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launch } from "./support/browsers.js";
import { openPushShop, soon } from "./support/push-shop.js";

interface Calls {
  readonly safar: {
    consent(answer: string): void;
    push: { subscribe(options?: object): Promise<{ result: string; message?: string }> };
  };
}

let shop: Awaited<ReturnType<typeof openPushShop>>;
let browser: Browser;
let session: CDPSession;
const open: Page[] = [];

beforeAll(async () => {
  shop = await openPushShop();
  browser = await launch("chromium");
  session = await browser.target().createCDPSession();
}, 120_000);
afterEach(async () => {
  for (const page of open.splice(0)) await page.close();
});
afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

/** A tab at the shop, whose visitor has answered the browser's question, or not yet. */
async function visit(
  setting: "granted" | "denied" | "prompt",
  before: (page: Page) => Promise<unknown> = async () => {},
): Promise<Page> {
  await session.send("Browser.setPermission", {
    ...{ permission: { name: "notifications" }, setting, origin: new URL(shop.url).origin },
  });
  const page = await browser.newPage();
  open.push(page);
  await page.setUserAgent({ userAgent: (await browser.userAgent()).replace("Headless", "") });
  await before(page);
  await page.goto(shop.url);
  await page.waitForFunction(
    () =>
      (window as never as { safar?: { q?: unknown } }).safar?.q === undefined &&
      (window as never as Partial<Calls>).safar?.push !== undefined,
  );
  return page;
}

const subscribe = (page: Page, options?: object) =>
  page.evaluate((given) => (window as never as Calls).safar.push.subscribe(given), options);

describe("the card before the browser's own question", () => {
  const card = (page: Page) =>
    page.evaluate(() => document.querySelector("#safar-push-ask")?.shadowRoot?.textContent);

  it("is in the page's language, and one no is remembered", async () => {
    const page = await visit("prompt");
    const asked = subscribe(page);
    await soon(async () => expect(await card(page)).toContain("خبرتان کنیم؟"));
    await page.evaluate(() => {
      const buttons = document.querySelector("#safar-push-ask")!.shadowRoot!.querySelectorAll("button");
      buttons[1]!.click();
    });
    expect(await asked).toEqual({ result: "later" });
    expect(await card(page)).toBeUndefined();
    expect(await subscribe(page)).toEqual({ result: "later" });
    expect(await page.evaluate(() => Notification.permission)).toBe("default");
  });
});

describe("how a call ends", () => {
  it("denied, where the browser asks no more", async () => {
    expect(await subscribe(await visit("denied"))).toEqual({ result: "denied" });
  });

  it("no-consent, where the visitor may not be remembered", async () => {
    const page = await visit("granted");
    await page.evaluate(() => (window as never as Calls).safar.consent("denied"));
    expect(await subscribe(page)).toEqual({ result: "no-consent" });
    expect(await shop.events("Subscribed")).toEqual([]);
  });

  it("unsupported, where the browser has no notifications, as in private windows of some", async () => {
    const page = await visit("granted", (tab) =>
      tab.evaluateOnNewDocument(() => {
        delete (window as Partial<typeof globalThis>).PushManager;
      }),
    );
    expect(await subscribe(page)).toEqual({ result: "unsupported" });
  });

  it("no-worker, with what to do, where the shop has no such file", async () => {
    shop.withhold("/safar-push-worker.js");
    try {
      expect(await subscribe(await visit("granted"))).toEqual({
        result: "no-worker",
        message: expect.stringMatching(/404.* this line: importScripts\("http/),
      });
    } finally {
      shop.withhold("");
    }
  });

  it("off, where the collector sends none", async () => {
    const page = await visit("granted", async (tab) => {
      await tab.setRequestInterception(true);
      tab.on("request", (request) =>
        new URL(request.url()).pathname === "/v1/push-key"
          ? request.respond({ status: 404, headers: { "access-control-allow-origin": "*" }, body: "" })
          : request.continue(),
      );
    });
    expect(await subscribe(page)).toEqual({ result: "off" });
  });
});

it("the worker shows what a push brings, in Persian from right to left, once for a tag", async () => {
  const page = await visit("granted");
  const worker = await page.createCDPSession();
  const registrations: string[] = [];
  worker.on("ServiceWorker.workerRegistrationUpdated", (told) => {
    for (const { registrationId, scopeURL } of told.registrations)
      if (scopeURL === `${shop.url}safar-push/`) registrations.push(registrationId);
  });
  await worker.send("ServiceWorker.enable");
  await page.evaluate(async () => {
    const own = await navigator.serviceWorker.register("/safar-push-worker.js", { scope: "/safar-push/" });
    const starting = own.installing ?? own.waiting;
    if (starting)
      await new Promise<void>((resolve) =>
        starting.addEventListener("statechange", () => starting.state === "activated" && resolve()),
      );
  });
  await soon(() => expect(registrations.length).toBeGreaterThan(0));
  const sent = {
    safar: 1,
    title: "سبد خرید شما",
    body: "گلدان منتظر است.",
    dir: "rtl",
    lang: "fa",
    tag: "m",
  };
  const shown = () =>
    page.evaluate(async () => {
      const own = await navigator.serviceWorker.getRegistration("/safar-push/");
      const all = (await own?.getNotifications()) ?? [];
      return all.map(({ title, body, dir, lang, tag, data }) => ({ title, body, dir, lang, tag, data }));
    });
  const deliver = (message: object) =>
    worker.send("ServiceWorker.deliverPushMessage", {
      ...{ origin: new URL(shop.url).origin, registrationId: registrations.at(-1)! },
      data: JSON.stringify(message),
    });
  const { safar: _, ...seen } = { ...sent, data: { safar: ["https://collect.example/m/click?t=1"] } };
  // Chromium drops what comes to a worker that is not yet active, and says nothing: a push service sends again, too.
  const url = "https://collect.example/m/click?t=1";
  await soon(async () => {
    await deliver({ ...sent, url });
    expect(await shown()).toEqual([seen]);
  });
  await soon(async () => {
    await deliver({ ...sent, url, body: "the same message" });
    expect(await shown()).toEqual([{ ...seen, body: "the same message" }]);
  });
});
