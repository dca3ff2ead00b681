import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launch } from "./support/browsers.js";
import { startMozillaPush } from "./support/mozilla-push.js";
import { openPushShop, soon } from "./support/push-shop.js";

interface Calls {
  readonly safar: {
    identify(id: string, traits: object): void;
    track(event: string, properties: object): void;
    flush(): Promise<boolean>;
    push: { subscribe(options?: object): Promise<unknown>; unsubscribe(): Promise<boolean> };
  };
}

let push: Awaited<ReturnType<typeof startMozillaPush>>;
let shop: Awaited<ReturnType<typeof openPushShop>>;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  push = await startMozillaPush();
  shop = await openPushShop();
  browser = await launch("firefox", push.preferences);
  page = await visit();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await shop?.close();
  await push?.close();
});

/** A tab at the shop, once the module has given `safar` its calls. */
async function visit(): Promise<Page> {
  const tab = await browser.newPage();
  await tab.goto(shop.url);
  await tab.waitForFunction(
    () =>
      typeof (window as never as Partial<Calls>).safar?.push?.subscribe === "function" &&
      !("q" in { ...(window as never as Calls).safar }),
  );
  return tab;
}

/** What the browser shows of the shop's. */
const shown = () =>
  page.evaluate(async () => {
    const worker = await navigator.serviceWorker.getRegistration("/safar-push/");
    const all = (await worker?.getNotifications()) ?? [];
    return all.map(({ title, body, dir, lang, tag, data }) => ({
      title,
      body,
      dir,
      lang,
      tag,
      url: data.safar[0] as string,
    }));
  });

const did = (event: string, name = "a pot") =>
  page.evaluate(
    async (happened, called) => {
      const { safar } = window as never as Calls;
      safar.track(happened, { product_id: called, name: called });
      await safar.flush();
    },
    event,
    name,
  );

it("a visitor subscribes, leaves a cart, and reads of it in Persian, encrypted on the way", {
  timeout: 180_000,
}, async () => {
  const result = await page.evaluate(async () => {
    const { safar } = window as never as Calls;
    safar.identify("sara", { first_name: "سارا", language: "fa" });
    return await safar.push.subscribe();
  });
  expect(result).toMatchObject({ result: "subscribed", endpoint: expect.stringContaining("/wpush/") });
  await soon(async () => expect(await shop.events("Subscribed")).toHaveLength(1));
  const [{ user, channel, subscription }] = (await shop.events("Subscribed")) as [Record<string, never>];
  expect([user, channel, subscription]).toEqual([
    "sara",
    "push",
    {
      endpoint: expect.stringContaining("/wpush/"),
      keys: { p256dh: expect.any(String), auth: expect.any(String) },
    },
  ]);

  await did("Product Added", "گلدان");
  await soon(async () => expect(await shown()).toHaveLength(1));
  const [notification] = (await shown()) as [Awaited<ReturnType<typeof shown>>[number]];
  expect(notification).toMatchObject({
    ...{ title: "سبد خرید شما", body: "سارا، گلدان هنوز منتظر شماست.", dir: "rtl", lang: "fa" },
    tag: push.taken[0]!.headers.topic,
  });
  expect(push.taken[0]!.body.toString("latin1")).not.toContain("sara");

  // A message of which it was not known whether it was taken is shown once, however often it comes.
  push.repeat((result as { endpoint: string }).endpoint);
  await soon(() => expect(push.done()).toBe(2));
  expect(await shown()).toHaveLength(1);

  const click = await fetch(notification.url, {
    redirect: "manual",
    headers: { "user-agent": await browser.userAgent() },
  });
  expect([click.status, click.headers.get("location")]).toEqual([302, "https://shop.example/cart"]);
  await soon(async () =>
    expect(await shop.events("Push Notification Tapped")).toMatchObject([
      { user: "sara", by: "person", journey: "added", node: "remind", link_url: "https://shop.example/cart" },
    ]),
  );
});

it("each visit tells the collector where the browser is reached, once", { timeout: 120_000 }, async () => {
  const second = await visit();
  await soon(async () => expect(await shop.events("Push Subscription Renewed")).toHaveLength(1));
  await second.reload();
  await second.waitForFunction(() => typeof (window as never as Calls).safar.push?.subscribe === "function");
  await second.evaluate(() => (window as never as Calls).safar.flush());
  await second.close();
  const [before] = await shop.events("Subscribed");
  expect(await shop.events("Push Subscription Renewed")).toEqual([
    { user: "sara", subscription: before!.subscription },
  ]);
});

it("a subscription that its push service ended is written to no more", { timeout: 180_000 }, async () => {
  push.answers(410);
  await did("Product Viewed");
  await soon(async () => expect(await shop.events("Push Notification Bounced")).toHaveLength(1));
  await did("Cart Viewed");
  await soon(async () => expect(await shop.messages()).toHaveLength(3));
  await soon(async () =>
    expect((await shop.messages()).map(({ journey, status, why }) => [journey, status, why]).sort()).toEqual([
      ["added", "sent", expect.anything()],
      ["cart", "not-sent", "not-reachable"],
      ["viewed", "rejected", "address-dead"],
    ]),
  );
  expect(push.taken).toHaveLength(2);
});

it("who says no is left alone, and all that is kept of the browser is exported and erased", {
  timeout: 120_000,
}, async () => {
  const { stdout } = await shop.safar("export", "sara", "--links", "all");
  expect(stdout).toContain("/wpush/");
  expect(await page.evaluate(() => (window as never as Calls).safar.push.unsubscribe())).toBe(true);
  expect(await page.evaluate(() => (window as never as Calls).safar.push.unsubscribe())).toBe(false);
  await soon(async () =>
    expect(await shop.events("Unsubscribed")).toMatchObject([
      { channel: "push", endpoint: expect.any(String) },
    ]),
  );
  await soon(() => expect(push.unregistered).toHaveLength(1));
  expect(await shop.safar("forget", "sara", "--links", "all", "--yes")).toMatchObject({ code: 0 });
  const left = await shop.collector.rows<{ n: string }>(
    "SELECT toString(countIf(properties LIKE '%/wpush/%')) AS n FROM safar.event_rows",
  );
  expect(left).toEqual([{ n: "0" }]);
});
