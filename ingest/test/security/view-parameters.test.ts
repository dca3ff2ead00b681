import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findLetters } from "../../src/dead-letters/letters.js";
import { askFigures } from "../../src/report/ask-figures.js";
import { openHttpWarehouse } from "../../src/warehouse/clickhouse-http.js";
import type { Warehouse } from "../../src/warehouse/warehouse.js";
import { startCollector, type TestCollector } from "../collect/collector.js";

const VIEWS = new URL("../../../schemas/clickhouse/views/", import.meta.url);
const types = new Map<string, string>();
/** Each view with the parameters that it takes. */
const views = readdirSync(VIEWS).map((file) => {
  const sql = readFileSync(new URL(file, VIEWS), "utf8").replace(/--.*$/gm, "");
  for (const [, name, type] of sql.matchAll(/\{(\w+):(\w+)\}/g)) types.set(name!, type!);
  const parameters = new Set([...sql.matchAll(/\{(\w+):\w+\}/g)].map(([, name]) => name!));
  return { view: file.replace(".sql", ""), parameters: [...parameters] };
});

/** Values that are as they should be; of another shop than the one with the canary. */
const GOOD: Readonly<Record<string, string>> = {
  source: "nobody",
  since: "2020-01-01",
  until: "2030-01-01",
  time_zone: "UTC",
  period: "month",
  currency: "EUR",
  minutes: "30",
};

const ATTACKS = [
  "' OR 1 = 1 OR source_id = 'shop",
  "\\' OR 1=1 --",
  "nobody' UNION ALL SELECT * FROM event_rows --",
  "'); DROP TABLE safar.event_rows; --",
  "{source:String}' || (SELECT any(user_id) FROM event_rows) || '",
  "nobody\0' OR '1'='1",
];

let collector: TestCollector;
let warehouse: Warehouse;
beforeAll(async () => {
  collector = await startCollector();
  const batch = ["1", "2"].map((order_id) => ({
    type: "track",
    event: "Order Completed",
    userId: "canary",
    properties: { order_id, revenue: 5, currency: "EUR" },
    timestamp: "2025-01-01T00:00:00Z",
  }));
  await collector.post("/v1/batch", JSON.stringify({ batch: [...batch, { type: "nonsense" }] }));
  warehouse = openHttpWarehouse({
    url: collector.clickhouse,
    username: "default",
    password: collector.clickhousePassword,
  });
});
afterAll(async () => {
  await warehouse.close();
  await collector.stop();
});

async function ask(view: string, values: Readonly<Record<string, string>>): Promise<string> {
  const places = Object.keys(values).map((name) => `${name} = {${name}:${types.get(name)}}`);
  const params = new URLSearchParams({ default_format: "JSONCompactEachRow" });
  for (const [name, value] of Object.entries(values)) params.set(`param_${name}`, escaped(value));
  const answer = await fetch(`${collector.clickhouse}/?${params}`, {
    method: "POST",
    body: `SELECT * FROM ${view}(${places.join(", ")})`,
    headers: { "x-clickhouse-user": "default", "x-clickhouse-key": collector.clickhousePassword },
  });
  const text = await answer.text();
  if (!answer.ok) expect(text).toMatch(/^Code: \d+\. DB::Exception/);
  return answer.ok ? text : "refused";
}

/** As ClickHouse wants parameters in an address: tab-separated text. */
const escaped = (value: string) => value.replaceAll("\\", "\\\\").replaceAll("\0", "\\0");

const attacked = views.flatMap(({ view, parameters }, v) =>
  parameters.map((parameter, p) => ({
    view,
    parameters,
    parameter,
    value: ATTACKS[(v + p) % ATTACKS.length]!,
  })),
);

describe("SQL in a view's parameter stays a value", () => {
  it("and there are views to attack", () => {
    expect(attacked.length).toBeGreaterThan(40);
    for (const { parameters } of views) for (const name of parameters) expect(GOOD).toHaveProperty(name);
  });

  it.each(attacked)("$parameter of $view", async ({ view, parameters, parameter, value }) => {
    const values = Object.fromEntries(parameters.map((name) => [name, GOOD[name]!]));
    const text = await ask(view, { ...values, [parameter]: value });
    expect(text).not.toContain("canary");
    // Of a source that is not there nothing is known, whatever it is called.
    if (parameter === "source") expect(text).toBe(await ask(view, values));
  });

  it("and the rows are all still there", async () => {
    expect(await collector.rows("SELECT toUInt32(count()) AS n FROM event_rows")).toEqual([{ n: 2 }]);
    expect(
      await ask("customer_value_by_customer", {
        source: "shop",
        since: "2020-01-01",
        until: "2030-01-01",
        time_zone: "UTC",
      }),
    ).toContain("canary");
  });
});

it.each(ATTACKS)(
  "SQL in the options of safar report and safar dead-letters stays a value: %s",
  async (value) => {
    const range = {
      source: "nobody",
      since: "2020-01-01",
      until: "2030-01-01",
      timeZone: "UTC",
      period: "year",
    } as const;
    const { repeatCustomerRate } = await askFigures(warehouse, { ...range, source: value });
    expect(repeatCustomerRate.customers).toBe(0);
    for (const name of ["since", "until", "timeZone", "period"])
      await expect(askFigures(warehouse, { ...range, [name]: value })).rejects.toThrow();
    const letters = { ids: [], limit: 10 };
    expect(await findLetters(warehouse, letters)).toHaveLength(1);
    for (const filter of [{ source: value }, { code: value }, { ids: [value] }])
      expect(await findLetters(warehouse, { ...letters, ...filter })).toEqual([]);
  },
);
