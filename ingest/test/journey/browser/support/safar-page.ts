import type { Page } from "puppeteer-core";
import type { ShopPage } from "./page-server.js";
import type { Stage } from "./stage.js";

/** How a shop's page comes to its `window.safar`. */
export interface SafarPage extends ShopPage {
  /**
   * `hosted`: the script tag, from the shop's own server, so that the page works while the collector is away.
   * `tag`: the script tag, from the collector. `import`: the ES module, with options of the constructor.
   */
  readonly by?: "hosted" | "tag" | "import";
  /** Attributes of the script tag without `data-`, or options of the constructor. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Adds a page with Safar to the shop; gives its path. */
export function addSafarPage(stage: Stage, page: SafarPage = {}): string {
  return stage.pages.add({ ...page, head: `${page.head ?? ""}${loadSafar(stage, page)}` });
}

function loadSafar({ collector, proxy }: Stage, { by = "hosted", options = {} }: SafarPage): string {
  if (by === "import") {
    const all = { writeKey: collector.writeKey, host: proxy.url, flushInterval: 100, ...options };
    return `<script type="module">import { Safar } from "/sdk/index.js"; window.safar = new Safar(${JSON.stringify(all)})</script>`;
  }
  const given = { "write-key": collector.writeKey, host: proxy.url, "track-pages": "none", ...options };
  const attributes = Object.entries(given).map(([name, value]) => ` data-${name}="${value}"`);
  const source = by === "tag" ? `${proxy.url}/safar.js` : "/sdk/safar.js";
  return `<script src="${source}"${attributes.join("")}></script>`;
}

/** Calls `track()` in the page, once for each number; they come back as `n` of the rows of this run. */
export function track(page: Page, run: string, numbers: readonly number[], more: object = {}): Promise<void> {
  return page.evaluate(
    (name, ns, extra) => {
      for (const n of ns) {
        window.safar.track("Product Viewed", { product_id: `p${n}`, run: name, n: String(n), ...extra });
      }
    },
    run,
    numbers,
    more,
  );
}

/** Asks the page to send what waits; false when it didn't settle in ten seconds. */
export function flush(page: Page): Promise<boolean> {
  // The function's own promise is the browser's, whatever a library made of `Promise`.
  return page.evaluate(
    async () =>
      await Promise.race([
        window.safar.flush(),
        new Promise<boolean>((resolve) => setTimeout(resolve, 10_000, false)),
      ]),
  );
}

/** What the page's `safar.stats` say. */
export function stats(page: Page): Promise<PageStats> {
  return page.evaluate(() => JSON.parse(JSON.stringify(window.safar.stats)));
}

export interface PageStats {
  readonly tracked: number;
  readonly queued: number;
  readonly sent: number;
  readonly dropped: Readonly<Record<string, number>>;
}

declare global {
  interface Window {
    // biome-ignore lint/suspicious/noExplicitAny: tests give it what its types forbid.
    safar: any;
  }
}
