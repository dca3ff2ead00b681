import { afterAll, beforeAll, expect, it } from "vitest";
import { everyBrowser, launch } from "./support/browsers.js";
import { runMix } from "./support/random-mix.js";
import { newRun, openStage, type Stage } from "./support/stage.js";

/** Events of all browsers together; `npm run test:browser-mix` takes 10,000. */
const EVENTS = Number(
  process.env.SAFAR_MIX_EVENTS ?? (process.env.SAFAR_TEST_BROWSERS === "all" ? 2000 : 200),
);
// `npm test` draws the same mix each time; `npm run test:browser-mix` a new one.
const FIXED_SEED = 280594469;
const SEED = Number(
  process.env.SAFAR_MIX_SEED ??
    (process.env.SAFAR_MIX_EVENTS === undefined ? FIXED_SEED : Math.floor(Math.random() * 2 ** 31)),
);
const EACH = Math.ceil(EVENTS / everyBrowser.length);

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(() => stage.close());

it.each(everyBrowser)(
  "in %s every event is one row, or a counted drop",
  async (name) => {
    await stage.proxy.reset();
    const run = newRun();
    const browser = await launch(name);
    const started = Date.now();
    const { tracked, dropped, steps, errors } = await runMix(stage, browser, {
      seed: SEED,
      events: EACH,
      run,
    }).finally(() => browser.close());

    const rows = await stage.rows(run);
    const numberOf = new Map(
      stage.proxy.events().map(({ messageId, properties }) => [messageId, Number(properties?.n)]),
    );
    const drops = [...dropped.keys()].map((messageId) => numberOf.get(messageId));
    /** How an event came about, why it was dropped, and how each request that carried it was met. */
    const wayOf = (n: number) => {
      const [messageId = ""] = [...numberOf].find(([, number]) => number === n) ?? [];
      const met = stage.proxy.arrivals
        .filter(({ body }) => body?.batch.some((event) => event.messageId === messageId))
        .map(({ fault, body }) => `${JSON.stringify(fault)} with ${body!.batch.length}`);
      return `${n}: ${tracked[n]}; ${dropped.get(messageId)}; ${met.join(", ")}`;
    };
    const stored = new Set(rows.map(({ n }) => Number(n)));
    console.log(
      `${name}, SAFAR_MIX_SEED=${SEED}: ${tracked.length} tracked - ${drops.length} counted drops = ${rows.length} rows; ` +
        `${stage.proxy.arrivals.length} requests; ${Math.round((Date.now() - started) / 1000)} s; ${JSON.stringify(steps)}`,
    );
    expect(errors).toEqual([]);
    expect(new Set(rows.map((row) => row.message_id)).size).toBe(rows.length);
    expect(stored.size).toBe(rows.length);
    const expected = new Set(tracked.keys());
    for (const n of drops) expect(expected.delete(n!), `the drop of ${n} is of a tracked event`).toBe(true);
    expect({
      lost: [...expected].filter((n) => !stored.has(n)).map(wayOf),
      stored_though_dropped: [...stored].filter((n) => !expected.has(n)).map(wayOf),
    }).toEqual({ lost: [], stored_though_dropped: [] });
    expect(rows.length).toBe(tracked.length - drops.length);
  },
  120_000 + EVENTS * 100,
);
