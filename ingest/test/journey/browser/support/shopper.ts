import { launch } from "./browsers.js";
import { startMozillaPush } from "./mozilla-push.js";
import { openShopPage } from "./shop-page.js";

interface Calls {
  readonly safar: {
    identify(id: string): void;
    track(event: string, properties: object): void;
    flush(): Promise<boolean>;
    push: { subscribe(options?: object): Promise<{ result: string }> };
  };
}

/** Somebody in a Firefox that gets notifications, at a shop's page. */
export type Shopper = Awaited<ReturnType<typeof openShopper>>;

/** @param lang of the shop's page */
export async function openShopper(collector: Parameters<typeof openShopPage>[0], lang: string) {
  const push = await startMozillaPush();
  const shop = await openShopPage(collector, lang);
  const browser = await launch("firefox", push.preferences);
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  const visit = async (url: string) => {
    await page.goto(url);
    await page.waitForFunction(
      () =>
        typeof (window as never as Partial<Calls>).safar?.push?.subscribe === "function" &&
        !("q" in { ...(window as never as Calls).safar }),
    );
  };
  await visit(shop.url);
  return {
    url: shop.url,
    /** Where the browser is. */
    at: () => page.url(),
    /** Follows a link of a message to the shop. */
    follow: visit,
    /** Signs in at the shop, and lets it send notifications. */
    subscribe: (id: string) =>
      page.evaluate(async (own) => {
        const { safar } = window as never as Calls;
        safar.identify(own);
        return await safar.push.subscribe();
      }, id),
    did: (event: string, properties: object) =>
      page.evaluate(
        async (happened, told) => {
          const { safar } = window as never as Calls;
          safar.track(happened, told);
          return await safar.flush();
        },
        event,
        properties,
      ),
    /** Notifications that the browser shows. */
    shown: () =>
      page.evaluate(async () => {
        const worker = await navigator.serviceWorker.getRegistration("/safar-push/");
        const all = (await worker?.getNotifications()) ?? [];
        return all.map(({ title, lang: language, data }) => ({
          title,
          lang: language,
          url: data.safar[0] as string,
        }));
      }),
    async leave() {
      await browser.close();
      shop.close();
      await push.close();
    },
  };
}
