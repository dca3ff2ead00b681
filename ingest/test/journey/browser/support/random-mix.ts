import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "puppeteer-core";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { expose, newVisitor } from "./browsers.js";
import type { Fault } from "./fault-proxy.js";
import { oldLibraries } from "./old-libraries.js";
import { ENDLESS_PICTURE } from "./page-server.js";
import { addSafarPage, flush, track } from "./safar-page.js";
import type { Stage } from "./stage.js";

/** What the mix knows by itself, outside the browser's storage. */
export interface Ledger {
  /** By how many steps of each kind the events came about. */
  readonly steps: Readonly<Record<string, number>>;
  /** For each event for which `track()` was called, by its `n`: the step that called it, and how the way was. */
  readonly tracked: readonly string[];
  /** What `on("drop")` told, in order: the `n` of the event, and the reason. */
  readonly dropped: readonly (readonly [n: number, reason: string])[];
  readonly errors: readonly string[];
}

const MOST_TABS = 4;
const LARGEST_BURST = 16;

/** Faults that the SDK gets over, and those that cost a batch: these are refusals, and counted as drops. */
const FAULTS: readonly Fault[] = [
  { status: 503, retryAfter: 1 },
  { status: 429, retryAfter: 1 },
  { status: 503 },
  { tooMany: 413 },
  { slowMs: 400 },
  { cut: "before" },
  { cut: "after" },
  { cut: "half-answered" },
  ...[400, 401, 403, 405, 410, 413, 451].map((foreign) => ({ foreign })),
];
const REFUSALS: readonly Fault[] = [{ refuseNew: 400 }, { refuseNew: 401 }, { refuseNew: 413 }];

/**
 * Tracks so many events from one visitor's tabs, which open, close, reload, navigate, go offline, are left before they
 * are loaded, and set their clock at random, half of them with a library that replaces built-ins, while the way to the
 * collector fails at random. At the end all is well again, and what waits is sent.
 *
 * @param seed the same seed makes the same choices; what the browser does meanwhile is its own
 */
export async function runMix(
  stage: Stage,
  browser: Browser,
  { seed, events, run }: { readonly seed: number; readonly events: number; readonly run: string },
): Promise<Ledger> {
  const random = xoroshiro128plus(seed);
  const upTo = (most: number) => uniformInt(random, 1, most);
  const oneOf = <Item>(items: readonly Item[]): Item => items[upTo(items.length) - 1]!;

  const { proxy, pages } = stage;
  const visitor = await newVisitor(browser);
  const options = { flushInterval: 200, maxEvents: 20_000 };
  const addPages = (library?: string) => {
    const head =
      library === undefined ? "" : `<script src="/library/${encodeURIComponent(library)}"></script>`;
    const shop = addSafarPage(stage, { by: "import", options, head });
    /** A page that is never loaded: it tracks what its address says, and goes on to the shop. */
    const early = addSafarPage(stage, {
      by: "import",
      options,
      head,
      body: `<img src="${ENDLESS_PICTURE}"><script type="module">
        const query = new URLSearchParams(location.search);
        for (const n of query.getAll("n")) safar.track("Product Clicked", { product_id: "p" + n, run: query.get("run"), n });
        setTimeout(() => location.assign("${shop}"), 20);
      </script>`,
    });
    return { shop, early };
  };
  const plain = addPages();
  const withLibraries = oldLibraries.map(addPages);
  const tracked: string[] = [];
  let step = "";
  let way = "open";
  const dropped: [n: number, reason: string][] = [];
  const steps: Record<string, number> = {};
  let tabs: Page[] = [];
  const pagesOf = new WeakMap<Page, { readonly shop: string; readonly early: string }>();

  const meet = (...faults: readonly [Fault, ...Fault[]]) => {
    if (way !== "away") way = JSON.stringify(faults);
    proxy.meet(...faults, "pass");
  };
  const ready = (tab: Page) => tab.waitForFunction(() => window.safar?.listensToDrops === true);
  const openTab = async () => {
    const tab = await visitor.tab();
    await expose(tab, "toLedger", (n: string, reason: string) => dropped.push([Number(n), reason]));
    await tab.evaluateOnNewDocument(() => {
      addEventListener("DOMContentLoaded", () => {
        window.safar.on("drop", (drop: { json: string; reason: string }) =>
          (window as never as { toLedger(n: string, reason: string): void }).toLedger(
            JSON.parse(drop.json).properties.n,
            drop.reason,
          ),
        );
        window.safar.listensToDrops = true;
      });
    });
    const drawn = upTo(2) === 1 ? oneOf(withLibraries) : plain;
    pagesOf.set(tab, drawn);
    await tab.goto(pages.url(drawn.shop));
    tabs.push(tab);
  };
  const take = (most = LARGEST_BURST): number[] => {
    const count = Math.min(upTo(most), events - tracked.length);
    const first = tracked.length;
    for (let place = 0; place < count; place++) tracked.push(`${step}, ${way}`);
    return tracked.slice(first).map((_, place) => first + place);
  };
  /** Tracks, and in the same task leaves the page. */
  const trackAndLeave = async (tab: Page, how: "navigate" | "reload" | "back") => {
    const left = tab.waitForNavigation({ timeout: 5000 }).catch(() => undefined);
    await tab
      .evaluate(
        (name, ns, way, to) => {
          for (const n of ns) {
            window.safar.track("Product Clicked", { product_id: `p${n}`, run: name, n: String(n) });
          }
          if (way === "navigate") location.assign(to);
          else if (way === "reload") location.reload();
          else history.back();
        },
        run,
        take(),
        how,
        pages.url(`${pagesOf.get(tab)!.shop}/${upTo(1000)}`),
      )
      .catch((error: Error) => {
        // The page may be gone before its answer; that it ran is certain, for it was ready.
        if (!/destroyed|detached|closed|no such frame|discarded/i.test(error.message)) throw error;
      });
    if (how !== "back") await left;
  };

  const actions: readonly [weight: number, name: string, act: (tab: Page) => Promise<unknown>][] = [
    [30, "track", (tab) => track(tab, run, take())],
    [14, "track and navigate", (tab) => trackAndLeave(tab, "navigate")],
    [7, "track and reload", (tab) => trackAndLeave(tab, "reload")],
    [
      8,
      "track and close",
      async (tab) => {
        await track(tab, run, take());
        tabs = tabs.filter((other) => other !== tab);
        await tab.close();
      },
    ],
    [
      6,
      "left early",
      async (tab) => {
        const { shop, early } = pagesOf.get(tab)!;
        const to = new URLSearchParams([["run", run], ...take(4).map((n) => ["n", String(n)])]);
        await tab
          .evaluate((address) => void location.assign(address), `${pages.url(early)}?${to}`)
          .catch(() => {});
        await tab.waitForFunction((path) => location.pathname === path, {}, shop);
      },
    ],
    [
      4,
      "clock",
      (tab) =>
        tab.evaluate(
          (shift) => {
            const Before = Date;
            const now = () => Before.now() + shift;
            window.Date = new Proxy(Before, {
              construct: (_, given) => new Before(...((given.length > 0 ? given : [now()]) as [number])),
              get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
            });
          },
          (upTo(3) - 2) * 3_600_000,
        ),
    ],
    [8, "open a tab", async () => tabs.length < MOST_TABS && openTab()],
    [
      6,
      "track in all tabs",
      async () => {
        // Others than the drawn one may still be on their way to a page.
        await Promise.all(tabs.map(ready));
        await Promise.all(tabs.map((tab) => track(tab, run, take(6))));
      },
    ],
    [14, "fault", async () => meet(oneOf(FAULTS), ...Array.from({ length: upTo(3) }, () => oneOf(FAULTS)))],
    [
      2,
      "refusal",
      async (tab) => {
        if (way === "away") return;
        meet(oneOf(REFUSALS));
        await track(tab, run, take());
        // The page stays until it knows: Firefox lets no word of a dying page reach the ledger.
        await flush(tab);
      },
    ],
    [
      4,
      "collector away",
      async () => {
        way = "away";
        await proxy.refuse();
      },
    ],
    [
      8,
      "collector back",
      async () => {
        way = "open";
        await proxy.accept();
      },
    ],
    [
      3,
      "offline",
      async () => {
        await Promise.all(tabs.map(ready));
        for (const tab of tabs) await tab.setOfflineMode(true);
        for (const tab of tabs) await track(tab, run, take(6));
        for (const tab of tabs) await tab.setOfflineMode(false);
      },
    ],
    [8, "wait", () => sleep(upTo(300))],
  ];
  const chances = actions.flatMap((action) => Array.from({ length: action[0] }, () => action));

  while (tracked.length < events) {
    if (tabs.length === 0) await openTab();
    const tab = oneOf(tabs);
    const [, name, act] = oneOf(chances);
    steps[name] = (steps[name] ?? 0) + 1;
    await ready(tab);
    step = name;
    await act(tab);
  }

  proxy.meet("pass");
  await proxy.accept();
  await openTab();
  await ready(tabs.at(-1)!);
  const settled = await flush(tabs.at(-1)!);
  if (!settled) throw new Error("What waited was not settled ten seconds after the line came back.");
  await visitor.leave();
  return { steps, tracked, dropped, errors: visitor.errors };
}
