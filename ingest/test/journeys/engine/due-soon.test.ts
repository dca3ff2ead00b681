import { expect, it } from "vitest";
import { dueSoon } from "../../../src/journeys/engine/due-soon.js";
import type { DueRun } from "../../../src/journeys/engine/journal.js";
import type { JournalRow } from "../../../src/journeys/engine/row.js";

const JOURNEYS = ["shop/cart"] as const;
const run = (id: string, at: number, key = id): DueRun => ({ source: "shop", key, run: id, at });
const row = (id: string, dueAt: number, more: object = {}) =>
  [
    {
      ...{ record: "run", source: "shop", journey: "cart", person: id, run: id },
      ...{ status: "waiting", dueAt },
      ...more,
    },
  ] as unknown as JournalRow[];

/** A journal that tells how often it was asked. */
function asked(runs: DueRun[]) {
  const questions: number[] = [];
  return {
    questions,
    soon: dueSoon({
      async dueUntil(_, until, most) {
        questions.push(until);
        return runs
          .filter(({ at }) => at <= until)
          .sort((one, other) => one.at - other.at)
          .slice(0, most);
      },
    }),
  };
}

it("asks the journal once a minute, and tells each run when it is due, once", async () => {
  const { questions, soon } = asked([run("a", 10_000), run("b", 30_000), run("c", 70_000)]);
  const told: string[] = [];
  for (let now = 0; now <= 60_000; now += 500)
    told.push(...(await soon.take(JOURNEYS, now, 10)).map(({ key }) => `${key} ${now}`));
  expect(told).toEqual(["a 10000", "b 30000"]);
  expect(questions).toHaveLength(1);
  expect(await soon.take(JOURNEYS, 71_000, 10)).toContainEqual({ source: "shop", key: "c" });
  expect(questions).toHaveLength(2);
});

it("knows what is written meanwhile: another time, the end, another journey, a time that is far", async () => {
  const { questions, soon } = asked([run("a", 10_000), run("b", 10_000)]);
  expect(await soon.take(JOURNEYS, 0, 10)).toEqual([]);
  soon.wrote(row("a", 20_000));
  soon.wrote(row("b", 10_000, { status: "ended" }));
  soon.wrote(row("new", 15_000));
  soon.wrote(row("other", 15_000, { journey: "other" }));
  soon.wrote(row("far", 3_600_000));
  soon.wrote(row("message", 15_000, { record: "message" }));
  expect((await soon.take(JOURNEYS, 15_000, 10)).map(({ key }) => key)).toEqual(["new"]);
  expect((await soon.take(JOURNEYS, 20_000, 10)).map(({ key }) => key)).toEqual(["a"]);
  expect(questions).toHaveLength(1);
});

it("tells a person with several runs once, and again for the run that is due later", async () => {
  const { soon } = asked([run("a", 1_000, "ann"), run("b", 1_000, "ann"), run("c", 2_000, "ann")]);
  expect(await soon.take(JOURNEYS, 1_000, 10)).toEqual([{ source: "shop", key: "ann" }]);
  expect(await soon.take(JOURNEYS, 1_500, 10)).toEqual([]);
  expect(await soon.take(JOURNEYS, 2_000, 10)).toEqual([{ source: "shop", key: "ann" }]);
});

it("takes a crowd page by page, also where more are due than are known at a time", async () => {
  const crowd = Array.from({ length: 120_000 }, (_, place) => run(`r-${place}`, 1_000));
  const left = [...crowd];
  const soon = dueSoon({ dueUntil: async (_journeys, _until, most) => left.slice(0, most) });
  const seen = new Set<string>();
  for (;;) {
    const page = await soon.take(JOURNEYS, 2_000, 5_000);
    if (page.length === 0) break;
    for (const { key } of page) {
      expect(seen.has(key)).toBe(false);
      seen.add(key);
    }
    // Those who went on are due no more.
    left.splice(0, page.length);
  }
  expect(seen.size).toBe(crowd.length);
});

it("asks anew after a failure, for other journeys, and when the clock was set", async () => {
  const { questions, soon } = asked([run("a", 1_000)]);
  const take = async (journeys: readonly `${string}/${string}`[], now: number) =>
    (await soon.take(journeys, now, 10)).map(({ key }) => key);
  expect(await take(JOURNEYS, 100_000)).toEqual(["a"]);
  expect(await take(JOURNEYS, 100_000)).toEqual([]);
  soon.forget();
  expect(await take(JOURNEYS, 100_000)).toEqual(["a"]);
  expect(await take(["shop/cart", "shop/other"], 100_000)).toEqual(["a"]);
  expect(await take(["shop/cart", "shop/other"], 50_000)).toEqual(["a"]);
  expect(questions).toHaveLength(4);
});
