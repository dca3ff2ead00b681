import { afterAll, beforeAll, expect, it } from "vitest";
import type { Change } from "../../../src/journeys/versions/change.js";
import { readPublished } from "../../../src/journeys/versions/published.js";
import { writeChange } from "../../../src/journeys/versions/write-change.js";
import { migrate } from "../../../src/store/migrate/migrate.js";
import { type ClickHouseServer, startClickHouseServer } from "../../clickhouse-server/start.js";

let clickhouse: ClickHouseServer;
beforeAll(async () => {
  clickhouse = await startClickHouseServer();
  await migrate(clickhouse.warehouse);
});
afterAll(() => clickhouse.close());

const change = (more: Partial<Change>): Change => ({
  ...{ source: "shop", journey: "welcome", after: 0, done: "published", version: 1 },
  ...{ definition: { name: "welcome", nodes: {} }, segments: {}, moves: false, ...more },
});
const rows = (journey: string) =>
  clickhouse.warehouse.query<{ change: number; definition: string }>(
    `SELECT change, definition FROM safar.journey_versions WHERE journey_id = '${journey}' ORDER BY change`,
  );

it("keeps one of many that are published at once, and tells the others", async () => {
  for (let round = 0; round < 20; round++) {
    const journey = `race-${round}`;
    const writers = Array.from({ length: 8 }, (_, writer) =>
      writeChange(clickhouse.warehouse, change({ journey, definition: { writer } })),
    );
    const results = await Promise.all(writers);
    const winners = results.flatMap(({ stands }, writer) => (stands ? [writer] : []));
    expect(winners).toHaveLength(1);
    expect(await rows(journey)).toEqual([{ change: 1, definition: JSON.stringify({ writer: winners[0] }) }]);
  }
});

it("tells who read before another one changed it, and writes nothing", async () => {
  expect(await writeChange(clickhouse.warehouse, change({}))).toEqual({ stands: true });
  const late = await writeChange(clickhouse.warehouse, change({ definition: { name: "late" } }));
  expect(late).toEqual({ stands: false, at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/) });
  expect(await rows("welcome")).toHaveLength(1);
});

it("keeps texts as they were written, whatever quotes, slashes and line breaks they have", async () => {
  const definition = { name: 'it\'s \\ "q"\n\t{{ x }} سلام\u2028', nodes: {} };
  const segments = { "segments/o'x.sql": "SELECT 'a\\'b' AS customer_id" };
  await writeChange(clickhouse.warehouse, change({ journey: "texts", definition, segments }));
  const [read] = await readPublished(clickhouse.warehouse, "shop", "texts");
  expect(read).toMatchObject({ definition, segments, version: 1, isPaused: false });
});

it("a pause keeps version and definition, and publishing keeps a pause", async () => {
  const of = (more: Partial<Change>) => change({ journey: "paused", ...more });
  await writeChange(clickhouse.warehouse, of({}));
  await writeChange(clickhouse.warehouse, of({ after: 1, done: "paused", definition: null }));
  const second = { name: "paused", nodes: { a: {} } };
  await writeChange(clickhouse.warehouse, of({ after: 2, version: 2, definition: second }));
  const read = async () => (await readPublished(clickhouse.warehouse, "shop", "paused"))[0];
  expect(await read()).toMatchObject({ change: 3, version: 2, isPaused: true, definition: second });
  await writeChange(clickhouse.warehouse, of({ after: 3, version: 2, done: "resumed", definition: null }));
  expect(await read()).toMatchObject({ change: 4, version: 2, isPaused: false, definition: second });
});
