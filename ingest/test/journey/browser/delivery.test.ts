import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { browserNames } from "./support/browsers.js";
import { eachVisitor, stageOfFile } from "./support/each-visitor.js";
import type { ArrivedEvent, Fault } from "./support/fault-proxy.js";
import { addSafarPage, flush, stats, track } from "./support/safar-page.js";
import { newRun, numbers, upTo } from "./support/stage.js";

const stage = stageOfFile();

describe.each(browserNames)("in %s", (name) => {
  const visitor = eachVisitor(name, stage);
  let run: string;
  let shop: string;

  beforeAll(() => {
    shop = stage.pages.url(addSafarPage(stage, { by: "import" }));
  });

  beforeEach(() => {
    run = newRun();
  });

  /** How often each event of this run reached the proxy. */
  const attempts = () => {
    const counts = new Map<string, number>();
    for (const { properties } of stage.proxy.events()) {
      if (properties?.run !== run) continue;
      counts.set(String(properties.n), (counts.get(String(properties.n)) ?? 0) + 1);
    }
    return counts;
  };

  it("sends batches as plain text without a preflight, each event once", async () => {
    const page = await visitor.open(shop);
    await track(page, run, upTo(120));
    expect(await flush(page)).toBe(true);
    expect(numbers(await stage.rows(run))).toEqual(upTo(120));
    expect([...attempts().values()].filter((count) => count !== 1)).toEqual([]);
    expect(stage.proxy.preflights).toBe(0);
    expect(stage.proxy.arrivals.length).toBeLessThan(15);
    for (const { contentType } of stage.proxy.arrivals) expect(contentType).toMatch(/^text\/plain/);
    expect(await stats(page)).toMatchObject({ tracked: 120, queued: 0, sent: 120 });
  });

  it("keeps what is tracked while the collector is away, through reloads, with its true time", async () => {
    const page = await visitor.open(shop);
    await stage.proxy.refuse();
    const times: [number, number][] = [];
    for (let n = 0; n < 6; n++) {
      const before = Date.now();
      await track(page, run, [n]);
      times.push([before, Date.now()]);
      await sleep(150);
      if (n % 2 === 1) await page.reload();
    }
    expect(await stage.rows(run)).toEqual([]);
    await stage.proxy.accept();
    await page.reload();
    expect(await flush(page)).toBe(true);
    const rows = await stage.rows(run);
    expect(numbers(rows)).toEqual(upTo(6));
    for (const row of rows) {
      const [before, after] = times[Number(row.n)]!;
      const at = Date.parse(`${row.timestamp.replace(" ", "T")}Z`);
      expect(at).toBeGreaterThanOrEqual(before - 1);
      expect(at).toBeLessThanOrEqual(after + 1);
      expect(row.timestamp_rule).toBe("sender");
    }
    expect(numbers(rows)).toEqual(rows.map(({ n }) => Number(n)));
  });

  it("waits while the browser is offline, and goes on by itself when it is online again", async () => {
    const page = await visitor.open(shop);
    await page.setOfflineMode(true);
    expect(await page.evaluate(() => navigator.onLine)).toBe(false);
    await track(page, run, upTo(5));
    await sleep(400);
    expect(stage.proxy.arrivals).toEqual([]);
    expect(await stats(page)).toMatchObject({ tracked: 5, sent: 0 });
    await page.setOfflineMode(false);
    expect(numbers(await stage.arrived(run, 5))).toEqual(upTo(5));
  });

  it.each([
    ["503 with Retry-After", { status: 503, retryAfter: 1 }, 1000],
    ["429 with Retry-After", { status: 429, retryAfter: 1 }, 1000],
    ["503 without Retry-After", { status: 503 }, 0],
    ["a collector behind a broken gateway (502)", { status: 502 }, 0],
    ["a connection that ends before the collector has it", { cut: "before" }, 0],
    ["a connection that ends after it was stored", { cut: "after" }, 0],
  ] satisfies [string, Fault, number][])("%s: sent again, stored once", async (_, fault, waitMs) => {
    const page = await visitor.open(shop);
    stage.proxy.meet(fault, "pass");
    await track(page, run, upTo(7));
    expect(await flush(page)).toBe(true);
    const rows = await stage.rows(run);
    expect(numbers(rows)).toEqual(upTo(7));
    expect(await stats(page)).toMatchObject({ tracked: 7, sent: 7, queued: 0 });
    const [first, second, ...more] = stage.proxy.arrivals;
    expect(more).toEqual([]);
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(waitMs);
    if (first?.body && second?.body) {
      const kept = (events: readonly ArrivedEvent[]) =>
        events.map(({ messageId, timestamp }) => `${messageId} ${timestamp}`).sort();
      expect(kept(second.body.batch)).toEqual(kept(first.body.batch));
      expect(second.body.sentAt > first.body.sentAt).toBe(true);
    }
  });

  it("an answer that breaks off in the middle costs no event, and doubles none", async () => {
    const page = await visitor.open(shop);
    stage.proxy.meet({ cut: "half-answered" }, "pass");
    await track(page, run, upTo(7));
    expect(await flush(page)).toBe(true);
    expect(numbers(await stage.rows(run))).toEqual(upTo(7));
    expect(await stats(page)).toMatchObject({ tracked: 7, sent: 7, queued: 0 });
  });

  it("a slow collector gets each event once", async () => {
    const page = await visitor.open(shop);
    stage.proxy.meet({ slowMs: 1200 }, "pass");
    await track(page, run, upTo(3));
    await sleep(300);
    await track(page, run, [3, 4]);
    expect(await flush(page)).toBe(true);
    expect(numbers(await stage.rows(run))).toEqual(upTo(5));
    expect([...attempts().values()]).toEqual([1, 1, 1, 1, 1]);
  });

  it("413: a batch goes on in parts", async () => {
    const page = await visitor.open(shop);
    stage.proxy.meet({ status: 413 }, "pass");
    await track(page, run, upTo(8));
    expect(await flush(page)).toBe(true);
    expect(numbers(await stage.rows(run))).toEqual(upTo(8));
    const [whole, ...parts] = stage.proxy.arrivals.map(({ body }) => body?.batch.length ?? 0);
    expect(whole).toBe(8);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.reduce((sum, size) => sum + size, 0)).toBe(8);
  });

  it.each([
    [413, "too_large"],
    [400, "rejected"],
    [401, "unauthorized"],
  ])(
    "%i for good: dropped as %s, counted, never sent again, and what comes later goes through",
    async (status, reason) => {
      const page = await visitor.open(shop);
      stage.proxy.decide(() => ({ status }));
      await page.evaluate(() => {
        window.safar.dropped = [];
        window.safar.on("drop", (drop: { reason: string }) => window.safar.dropped.push(drop.reason));
      });
      await track(page, run, upTo(3));
      expect(await flush(page)).toBe(true);
      const statistics = await stats(page);
      expect(statistics).toMatchObject({ tracked: 3, sent: 0, queued: 0 });
      expect(statistics.dropped[reason]).toBe(3);
      expect(await page.evaluate(() => window.safar.dropped)).toEqual([reason, reason, reason]);

      stage.proxy.meet("pass");
      await page.reload();
      await track(page, run, [3]);
      expect(await flush(page)).toBe(true);
      expect(numbers(await stage.rows(run))).toEqual([3]);
    },
  );

  it("a full queue lets the oldest events go, and counts them", async () => {
    const small = addSafarPage(stage, { by: "import", options: { maxEvents: 5 } });
    const page = await visitor.open(stage.pages.url(small));
    await stage.proxy.refuse();
    await track(page, run, upTo(8));
    await expect.poll(async () => (await stats(page)).dropped.queue_full, { timeout: 10_000 }).toBe(3);
    await stage.proxy.accept();
    expect(await flush(page)).toBe(true);
    expect(numbers(await stage.rows(run))).toEqual([3, 4, 5, 6, 7]);
    expect(await stats(page)).toEqual({ tracked: 8, queued: 0, sent: 5, dropped: { queue_full: 3 } });
  });

  it("an event that the collector refuses harms no other", async () => {
    const page = await visitor.open(shop);
    await track(page, run, [0]);
    await page.evaluate((name) => {
      window.safar.track("Order Completed", { order_id: "1", revenue: "much", run: name, n: "1" });
    }, run);
    await track(page, run, [2]);
    expect(await flush(page)).toBe(true);
    const stored = numbers(await stage.rows(run));
    const { sent, dropped } = await stats(page);
    expect(stored).toEqual(expect.arrayContaining([0, 2]));
    expect(sent).toBe(stored.length);
    expect(Object.values(dropped).reduce((sum, count) => sum + count, 0)).toBe(3 - stored.length);
  });

  it.each([
    ["a day ahead", 86_400_000],
    ["a day behind", -86_400_000],
  ])("a clock that is %s: stored once, with the true time", async (_, offset) => {
    const page = await visitor.tab();
    await page.evaluateOnNewDocument((by) => {
      const RealDate = Date;
      const now = () => RealDate.now() + by;
      window.Date = new Proxy(RealDate, {
        construct: (target, args) => Reflect.construct(target, args.length > 0 ? args : [now()]),
        get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
      });
    }, offset);
    await page.goto(shop);
    await stage.proxy.refuse();
    const before = Date.now();
    await track(page, run, [0]);
    await sleep(300);
    await stage.proxy.accept();
    expect(await flush(page)).toBe(true);
    const [row, ...more] = await stage.arrived(run, 1);
    expect(more).toEqual([]);
    const said = Date.parse(row!.original_timestamp);
    const stored = Date.parse(`${row!.timestamp.replace(" ", "T")}Z`);
    expect(Math.abs(said - (before + offset))).toBeLessThan(2000);
    expect(row!.timestamp_rule).toBe("corrected");
    expect(Math.abs(stored - before)).toBeLessThan(2000);
  });
});
