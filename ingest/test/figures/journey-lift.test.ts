import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
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

/** Of 100 right intervals of 95% more than 12 miss the truth once in 680 times, and none does once in 170 (binomial). */
const SEEDS = 100;
const MOST_MISSES = 12;

interface Drawn {
  readonly journey: string;
  /** Of each seed. */
  readonly people: number;
  /** Share of the control group that reaches the goal, and by how much more of those treated do. */
  readonly rate: number;
  readonly effect: number;
}

/** A person a row: who is in the control group, and who reaches the goal, by two lots of their own. */
const drawn = ({ journey, people, rate, effect }: Drawn) => `
  SELECT number, intDiv(number, ${people}) AS seed, number % ${people} AS person,
    sipHash64('${journey} group', number) % 2 = 0 AS is_control,
    sipHash64('${journey} goal', number) / pow(2, 64) < ${rate} + if(is_control, 0, ${effect}) AS has_goal
  FROM numbers(${SEEDS * people})`;

/** Writes the runs of all seeds, each a journey, and compares what the view says with a count of the lots. */
async function liftOfSeeds(about: Drawn): Promise<LiftRow[]> {
  await warehouse.command(
    `INSERT INTO safar.journey_rows (record, source_id, person_key, journey_id, run_id, version, status, why, is_control,
       entered_at, goal_at)
     SELECT 'run', 'shop', person + 1, concat('${about.journey}-', leftPad(toString(seed), 2, '0')), toString(number), 1,
       'ended', if(has_goal, 'goal', 'end'), is_control,
       fromUnixTimestamp64Milli(${BEGIN} + person * 1000, 'UTC') AS entered, if(has_goal, entered + toIntervalDay(3), NULL)
     FROM (${drawn(about)})`,
  );
  const rows = await lift(`${about.journey}-%`);
  const counted = await warehouse.query<{ treated: [number, number]; control: [number, number] }>(
    `SELECT (toUInt32(countIf(NOT is_control)), toUInt32(countIf(NOT is_control AND has_goal))) AS treated,
       (toUInt32(countIf(is_control)), toUInt32(countIf(is_control AND has_goal))) AS control
     FROM (${drawn(about)}) GROUP BY seed ORDER BY seed`,
  );
  expect(rows).toHaveLength(SEEDS);
  const group = ([people, goals]: [number, number]): Counted => ({ people, goals });
  for (const [seed, { treated, control }] of counted.entries())
    check(rows[seed]!, { treated: group(treated), control: group(control) });
  return rows;
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

/** The rows whose interval does not hold an effect, in points. */
const missesOf = (rows: readonly LiftRow[], effect: number) =>
  rows.filter((row) => row.goal_difference_from > effect || row.goal_difference_to < effect);

it("finds a treatment that raises the goal rate by 3 points, in each of 100 seeds", async () => {
  // The standard error is 0.45 points: one seed in 760,000 would miss it.
  const rows = await liftOfSeeds({ journey: "raises", people: 20_000, rate: 0.1, effect: 0.03 });
  expect(rows.filter(({ verdict }) => verdict !== "more")).toEqual([]);
  const { length } = missesOf(rows, 3);
  expect(length).toBeLessThanOrEqual(MOST_MISSES);
  expect(length).toBeGreaterThan(0);
});

it("of a treatment that does nothing claims no effect, but in as many of 100 seeds as its interval may miss", async () => {
  const rows = await liftOfSeeds({ journey: "nothing", people: 2_000, rate: 0.1, effect: 0 });
  const misses = missesOf(rows, 0);
  const claimed = rows.filter(({ verdict }) => verdict === "more" || verdict === "less");
  expect(claimed).toEqual(misses);
  expect(misses.length).toBeLessThanOrEqual(MOST_MISSES);
  expect(misses.length).toBeGreaterThan(0);
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
