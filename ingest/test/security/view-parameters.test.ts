import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askFigures } from "../../src/ask/report/ask-figures.js";
import { findLetters } from "../../src/operate/dead-letters/letters.js";
import { openHttpWarehouse } from "../../src/store/warehouse/clickhouse-http.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { startCollector, type TestCollector } from "../collect/collector.js";

const VIEWS = new URL("../../../schemas/clickhouse/views/", import.meta.url);
/** Values that are as they should be, where a view's own example names none; of a shop without an event. */
const GOOD: Readonly<Record<string, string>> = {
  source: "nobody",
  since: "2020-01-01",
  until: "2030-01-01",
  time_zone: "UTC",
  period: "month",
  currency: "EUR",
};

interface View {
  readonly view: string;
  /** Its parameters: their types, and values that are as they should be. */
  readonly parameters: ReadonlyMap<string, { readonly type: string; readonly good: string | undefined }>;
}

/** Each view with the parameters that it takes. */
const views: readonly View[] = ["", "internal/"].flatMap(viewsIn);

function viewsIn(folder: string): View[] {
  const database = folder === "" ? "safar" : "safar_internal";
  const files = readdirSync(new URL(folder, VIEWS)).filter((file) => file.endsWith(".sql"));
  return files.map((file) =>
    viewOf(new URL(`${folder}${file}`, VIEWS), `${database}.${file.replace(".sql", "")}`),
  );
}

function viewOf(file: URL, view: string): View {
  const text = readFileSync(file, "utf8");
  const [, example = ""] = /Example: ([\s\S]*?)\n(?!--)/.exec(text) ?? [];
  const examples = new Map(
    [...example.matchAll(/(\w+) = '?([^',)]*)/g)].map(([, name, value]) => [name!, value!]),
  );
  const places = text.replace(/--.*$/gm, "").matchAll(/\{(\w+):(\w+)\}/g);
  const parameters = [...places].map(
    ([, name, type]) => [name!, { type: type!, good: GOOD[name!] ?? examples.get(name!) }] as const,
  );
  return { view, parameters: new Map(parameters) };
}

const ATTACKS = [
  "' OR 1 = 1 OR source_id = 'shop",
  "\\' OR 1=1 --",
  "nobody' UNION ALL SELECT * FROM event_rows --",
  "'); DROP TABLE safar.event_rows; --",
  "{source:String}' || (SELECT any(user_id) FROM event_rows) || '",
  "nobody\0' OR '1'='1",
];

let folder: string;
let collector: TestCollector;
let warehouse: Warehouse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-parameters-"));
  const sources = ["shop", "nobody"].map((id) => ({
    id,
    currency: "EUR",
    timeZone: "UTC",
    keys: [{ kind: "web", key: `wk_${id}_view_parameters` }],
  }));
  await writeFile(join(folder, "sources.json"), JSON.stringify({ sources }));
  collector = await startCollector({ SAFAR_DATA: folder });
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
  await rm(folder, { recursive: true, force: true });
});

async function ask(
  { view, parameters }: View,
  changed: Readonly<Record<string, string>> = {},
): Promise<string> {
  const params = new URLSearchParams({ default_format: "JSONCompactEachRow" });
  for (const [name, { good = "" }] of parameters) params.set(`param_${name}`, escaped(changed[name] ?? good));
  const places = [...parameters].map(([name, { type }]) => `${name} = {${name}:${type}}`);
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

const attacked = views.flatMap((view, v) =>
  [...view.parameters.keys()].map((parameter, p) => ({
    name: view.view,
    view,
    parameter,
    value: ATTACKS[(v + p) % ATTACKS.length]!,
  })),
);

describe("SQL in a view's parameter stays a value", () => {
  it("and there are views to attack", () => {
    expect(attacked.length).toBeGreaterThan(100);
    for (const { view, parameters } of views)
      for (const [name, { good }] of parameters)
        expect([view, name, typeof good]).toEqual([view, name, "string"]);
  });

  it.each(attacked)("$parameter of $name", async ({ view, parameter, value }) => {
    const text = await ask(view, { [parameter]: value });
    expect(text).not.toContain("canary");
    // A source that is not there is refused, whatever it is called.
    if (parameter === "source") expect(text).toBe("refused");
    expect(await ask(view)).not.toBe("refused");
  });

  it("and the rows are all still there", async () => {
    expect(await collector.rows("SELECT toUInt32(count()) AS n FROM event_rows")).toEqual([{ n: 2 }]);
    const byCustomer = views.find(({ view }) => view === "safar.customer_value_by_customer")!;
    expect(await ask(byCustomer, { source: "shop" })).toContain("canary");
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
    const { repeatCustomerRate } = await askFigures(warehouse, range);
    expect(repeatCustomerRate.customers).toBe(0);
    await expect(askFigures(warehouse, { ...range, source: value })).rejects.toThrow(
      "There is no such source",
    );
    for (const name of ["since", "until", "timeZone", "period"])
      await expect(askFigures(warehouse, { ...range, [name]: value })).rejects.toThrow();
    const letters = { ids: [], limit: 10 };
    expect(await findLetters(warehouse, letters)).toHaveLength(1);
    for (const filter of [{ source: value }, { code: value }, { ids: [value] }])
      expect(await findLetters(warehouse, { ...letters, ...filter })).toEqual([]);
  },
);
