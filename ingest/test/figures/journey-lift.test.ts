import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { lotOf } from "../../src/journeys/run/run.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { seededDraw } from "../../src/try/demo/shop/draw.js";
import { type Counted, differenceOf, verdictOf } from "../model/lift-model.js";
import { insertJourneyRows, type JourneyRow } from "./journey-rows.js";

let folder: string;
let warehouse: Warehouse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-lift-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  await warehouse.insert(
    "sources",
    ["source_id", "time_zone", "currency", "updated_at"],
    ['["shop","Europe/Amsterdam","EUR",1]'],
  );
});
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

const DAY = 86_400_000;
const BEGIN = Date.UTC(2025, 0, 10);
const RANGE = "source = 'shop', since = '', until = '', time_zone = 'Europe/Amsterdam'";

interface LiftRow {
  readonly journey: string;
  readonly treated: number;
  readonly control: number;
  readonly too_recent: number;
  readonly treated_goals: number;
  readonly control_goals: number;
  readonly goal_difference: number;
  readonly goal_difference_from: number;
  readonly goal_difference_to: number;
  readonly verdict: string;
}

const lift = (like: string, days = 30) =>
  warehouse.query<LiftRow>(
    `SELECT journey, toUInt32(treated) AS treated, toUInt32(control) AS control, toUInt32(too_recent) AS too_recent,
       toUInt32(treated_goals) AS treated_goals, toUInt32(control_goals) AS control_goals,
       goal_difference, goal_difference_from, goal_difference_to, verdict
     FROM journey_lift(${RANGE}, goal_days = '${days}', currency = '') WHERE journey LIKE '${like}' ORDER BY journey`,
  );

/** People whose goal is drawn: the control group reaches it at a rate, those treated at that rate and the effect. */
function drawRuns(journey: string, seed: number, people: number, rate: number, effect: number) {
  const random = seededDraw(seed);
  const counts: Record<"treated" | "control", { people: number; goals: number }> = {
    treated: { people: 0, goals: 0 },
    control: { people: 0, goals: 0 },
  };
  const rows: JourneyRow[] = Array.from({ length: people }, (_, person) => {
    const isControl = lotOf("control", journey, String(person)) < 50;
    const hasGoal = random.chance(rate + (isControl ? 0 : effect));
    const group = counts[isControl ? "control" : "treated"];
    group.people++;
    if (hasGoal) group.goals++;
    const entered = BEGIN + person * 1_000;
    return {
      ...{ record: "run", source_id: "shop", person_key: person + 1, journey_id: journey },
      ...{
        run_id: `${journey}-${person}`,
        status: "ended",
        why: hasGoal ? "goal" : "end",
        is_control: isControl,
      },
      ...{ entered_at: entered, goal_at: hasGoal ? entered + 3 * DAY : null },
    };
  });
  return { rows, counts };
}

const check = (row: LiftRow, counts: { treated: Counted; control: Counted }) => {
  expect([row.treated, row.treated_goals, row.control, row.control_goals]).toEqual([
    ...[counts.treated.people, counts.treated.goals, counts.control.people, counts.control.goals],
  ]);
  const expected = differenceOf(counts.treated, counts.control);
  const told = [row.goal_difference, row.goal_difference_from, row.goal_difference_to];
  for (const [place, value] of expected.entries()) expect(told[place]).toBeCloseTo(value, 9);
  expect(row.verdict).toBe(verdictOf(expected));
};

it("finds a treatment that raises the goal rate by 3 points", async () => {
  // With 20,000 people the standard error is 0.45 points: it would be missed once in 10^7 seeds.
  let within = 0;
  for (let seed = 0; seed < 10; seed++) {
    const { rows, counts } = drawRuns(`raises-${seed}`, seed, 20_000, 0.1, 0.03);
    await insertJourneyRows(warehouse, rows);
    const [row] = await lift(`raises-${seed}`);
    check(row!, counts);
    expect(row!.verdict).toBe("more");
    if (row!.goal_difference_from <= 3 && row!.goal_difference_to >= 3) within++;
  }
  // Of ten intervals of 95%, fewer than 7 hold the truth once in 970 times.
  expect(within).toBeGreaterThanOrEqual(7);
});

it("of a treatment that does nothing claims no effect in 95 of 100 seeds", async () => {
  const all = Array.from({ length: 100 }, (_, seed) =>
    drawRuns(`nothing-${seed}`, 1_000 + seed, 2_000, 0.1, 0),
  );
  for (const { rows } of all) await insertJourneyRows(warehouse, rows);
  const rows = await lift("nothing-%");
  expect(rows).toHaveLength(100);
  for (const row of rows) check(row, all[Number(row.journey.slice(8))]!.counts);
  const claimed = rows.filter(({ verdict }) => verdict === "more" || verdict === "less");
  // Of 100 intervals of 95% more than 12 miss the truth once in 700 times (binomial).
  expect(claimed.length).toBeLessThanOrEqual(12);
  expect(rows.every((row) => row.goal_difference_from <= row.goal_difference_to)).toBe(true);
});

it("counts each person once by their first run, and whoever came in too lately not at all", async () => {
  const run = (id: string, person: number, entered: number, more: JourneyRow = {}): JourneyRow => ({
    ...{ record: "run", source_id: "shop", person_key: person, journey_id: "rules", run_id: id },
    ...{ status: "ended", why: "end", is_control: false, entered_at: entered, goal_at: null, ...more },
  });
  await insertJourneyRows(warehouse, [
    run("a1", 1, BEGIN, { goal_at: BEGIN + 8 * DAY }),
    // The second run of a person does not count, whatever it did; nor that of another group after a link.
    run("a2", 1, BEGIN + 40 * DAY, { goal_at: BEGIN + 41 * DAY, is_control: true }),
    run("b1", 2, BEGIN, { is_control: true, goal_at: BEGIN + 6 * DAY }),
    run("c1", 3, BEGIN, { is_control: true }),
    run("d1", 4, Date.now() - 5 * DAY, { goal_at: Date.now() - 4 * DAY }),
  ]);
  expect(await lift("rules")).toMatchObject([
    {
      treated: 1,
      treated_goals: 1,
      control: 2,
      control_goals: 1,
      too_recent: 1,
      verdict: "not yet knowable",
    },
  ]);
  // Within seven days the first one's goal is too late.
  expect(await lift("rules", 7)).toMatchObject([{ treated_goals: 0, control_goals: 1 }]);
});

it("tells nothing where nobody is in the control group", async () => {
  await insertJourneyRows(warehouse, [
    {
      ...{ record: "run", source_id: "shop", person_key: 1, journey_id: "alone", run_id: "x" },
      ...{ status: "ended", why: "goal", entered_at: BEGIN, goal_at: BEGIN + DAY },
    },
  ]);
  expect(await lift("alone")).toMatchObject([
    {
      treated: 1,
      control: 0,
      goal_difference: null,
      goal_difference_from: null,
      verdict: "not yet knowable",
    },
  ]);
});
