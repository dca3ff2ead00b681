import { afterAll, beforeAll, expect, it } from "vitest";
import { everyBrowser, launch } from "./support/browsers.js";
import { runMix } from "./support/random-mix.js";
import { newRun, openStage, type Stage } from "./support/stage.js";

/** Events of all browsers together; `npm run test:browser-mix` takes 10,000. */
const EVENTS = Number(
  process.env.SAFAR_MIX_EVENTS ?? (process.env.SAFAR_TEST_BROWSERS === "all" ? 2000 : 200),
);
const EACH = Math.ceil(EVENTS / everyBrowser.length);
/** A mix has at most so many events: many visitors draw more than a long visit of one. */
const LARGEST_MIX = 200;
const MIXES = Math.ceil(EACH / LARGEST_MIX);
// `npm test` draws the same mix each time; `npm run test:browser-mix` new ones.
const FIXED_SEED = 280594469;
const SEED = Number(
  process.env.SAFAR_MIX_SEED ??
    (process.env.SAFAR_MIX_EVENTS === undefined ? FIXED_SEED : Math.floor(Math.random() * 2 ** 31)),
);
/** Each mix has the seed after that of the mix before. */
const mixes = everyBrowser.flatMap((name) =>
  Array.from({ length: MIXES }, (_, place) => [name, SEED + place] as const),
);

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(() => stage.close());

it.each(mixes)(
  "in %s with SAFAR_MIX_SEED=%i every event is one row, or a counted drop",
  async (name, seed) => {
    await stage.proxy.reset();
    const run = newRun();
    const browser = await launch(name);
    const started = Date.now();
    const { tracked, dropped, steps, errors } = await runMix(stage, browser, {
      seed,
      events: Math.min(EACH, LARGEST_MIX),
      run,
    }).finally(() => browser.close());

    const rows = await stage.rows(run);
    /** How an event came about, why it was dropped, and how each request that carried it was met. */
    const wayOf = (n: number) => {
      const requests = stage.proxy.arrivals
        .filter(({ body }) => body?.batch.some(({ properties }) => Number(properties?.n) === n))
        .map(({ fault, body }) => `${JSON.stringify(fault)} with ${body!.batch.length}`);
      const reasons = dropped.filter(([of]) => of === n).map(([, reason]) => reason);
      return `${n}: ${tracked[n]}; ${reasons}; ${requests.join(", ")}`;
    };
    const met = (kind: string) =>
      stage.proxy.arrivals.filter(({ fault }) => typeof fault === "object" && kind in fault).length;
    const stored = new Set(rows.map(({ n }) => Number(n)));
    console.log(
      `${name}, SAFAR_MIX_SEED=${seed}: ${tracked.length} tracked - ${dropped.length} counted drops = ${rows.length} rows; ` +
        `${stage.proxy.arrivals.length} requests, of which ${met("foreign")} met a foreign page; ${Math.round((Date.now() - started) / 1000)} s; ${JSON.stringify(steps)}`,
    );
    expect(errors).toEqual([]);
    expect(new Set(rows.map((row) => row.message_id)).size).toBe(rows.length);
    expect(stored.size).toBe(rows.length);
    const expected = new Set(tracked.keys());
    const drops = dropped.map(([n]) => n);
    expect({
      dropped_without_being_tracked_or_twice: drops.filter((n) => !expected.delete(n)).map(wayOf),
      lost: [...expected].filter((n) => !stored.has(n)).map(wayOf),
      stored_though_dropped: drops.filter((n) => stored.has(n)).map(wayOf),
    }).toEqual({ dropped_without_being_tracked_or_twice: [], lost: [], stored_though_dropped: [] });
    expect(rows.length).toBe(tracked.length - drops.length);
  },
  120_000 + EACH * 300,
);
