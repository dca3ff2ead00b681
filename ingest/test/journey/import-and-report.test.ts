import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runSafar, type ServeProcess, startServe } from "./serve-process.js";

const CSV = `order;who;when;worth;coin
1;ann;2024-03-05 10:00;10.00;EUR
2;ann;2024-04-05 10:00;20.50;EUR
3;bob;2024-04-06 10:00;5;GBP
4;;2024-04-07 10:00;7;EUR
;ann;2024-04-08 10:00;7;EUR
6;ann;2024-02-30 10:00;7;EUR
7;ann;2024-04-08 10:00;seven;EUR
`;
const MAPPING = [
  ...["--order-id", "order", "--customer", "who", "--time", "when", "--value", "worth"],
  ...["--currency-column", "coin", "--delimiter", ";", "--time-zone", "Europe/Amsterdam"],
];

let folder: string;
let data: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-report-"));
  data = join(folder, "shop-data");
  file = join(folder, "orders.csv");
  await writeFile(file, CSV);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const safar = (...args: string[]) => runSafar(args, { SAFAR_QUERY_PORT: "1", SAFAR_PORT: "1" }).ended;

describe("from a file to a report, with nothing running", () => {
  it("a report without data says what to do", async () => {
    const { code, stderr } = await safar("report", "--data", data);
    expect(code).toBe(1);
    expect(stderr).toContain("There is no data in");
    expect(stderr).toContain("safar serve");
  });

  it("a dry run shows what would be sent, and sends nothing", async () => {
    const { code, stdout } = await safar("import", file, ...MAPPING, "--data", data, "--dry-run");
    expect(code).toBe(3);
    expect(stdout).toContain("│ order id │ order  │");
    expect(stdout).toMatch(/│ Order Completed │ 1 +│ ann +│ 2024-03-05 10:00:00 +│ 10 +│ EUR +│/);
    expect(stdout).toContain("Nothing was sent");
    expect(existsSync(data)).toBe(false);
  });

  it("an unknown column is named, beside those that are there", async () => {
    const { code, stderr } = await safar("import", file, ...MAPPING, "--where", "kind=sale", "--data", data);
    expect(code).toBe(1);
    expect(stderr).toContain('no column "kind". Its columns are: order, who, when, worth, coin.');
  });

  it("an import sends the good rows and writes down the others", async () => {
    const { code, stdout, stderr } = await safar("import", file, ...MAPPING, "--data", data);
    expect(code, stderr).toBe(3);
    expect(stdout).toContain("3 events are stored, and 3 rows were rejected.");
    expect(stdout).toContain('3  events "Order Completed" sent');
    expect(stdout).toContain("1  rows left out because they have no customer");
    expect(stdout).toContain("3  rows rejected");
    const rejected = await readFile(join(folder, "orders.rejected.csv"), "utf8");
    const rows = parse(rejected, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ row, reason }) => [row, reason])).toEqual([
      ["5", "it has no order id"],
      ["6", expect.stringContaining('time "2024-02-30 10:00" can\'t be read: this day does not exist')],
      ["7", expect.stringContaining('value "seven" is not a number')],
    ]);
  });

  it("the report has the five figures", async () => {
    const { code, stdout, stderr } = await safar("report", "--data", data, "--json");
    expect(code, stderr).toBe(0);
    const { range, repeatCustomerRate, purchaseFrequency, averageOrderValue, customerValue, retention } =
      JSON.parse(stdout);
    expect(range).toEqual({
      source: "shop",
      timeZone: "Europe/Amsterdam",
      period: "month",
      since: "2024-03-01",
      until: "2024-04-07",
    });
    expect(repeatCustomerRate).toEqual({ customers: 2, repeatCustomers: 1, repeatCustomerRate: 50 });
    expect(purchaseFrequency).toMatchObject({ orders: 3, purchaseFrequency: 1.5 });
    expect(averageOrderValue).toMatchObject([
      { currency: "EUR", orders: 2, revenue: "30.5", averageOrderValue: "15.25" },
      { currency: "GBP", orders: 1, revenue: "5", averageOrderValue: "5" },
    ]);
    expect(customerValue).toMatchObject([{ customerValue: "30.5" }, { customerValue: "5" }]);
    expect(retention).toMatchObject([
      { periodStart: "2024-03-01", customersAtEnd: 1, retentionRate: null },
      { periodStart: "2024-04-01", customersAtEnd: 2, retentionRate: 100 },
    ]);
  });

  it("of a server that isn't there names the options", async () => {
    const { code, stderr } = await safar("report", "--clickhouse", "http://127.0.0.1:1", "--data", data);
    expect(code).toBe(1);
    expect(stderr).toContain("--clickhouse");
  });

  it("a wrong date or time zone is told before anything is asked", async () => {
    const { code, stderr } = await safar("report", "--since", "1 May 2024", "--data", data);
    expect(code).toBe(1);
    expect(stderr).toContain("Write it like 2024-05-31");
    const zone = await safar("report", "--time-zone", "Europe/Nowhere", "--data", data);
    expect(zone.stderr).toContain('"Europe/Nowhere" is not a time zone');
  });
});

describe("with a collector running on the data folder", () => {
  let server: ServeProcess;

  beforeAll(async () => {
    server = await startServe(data);
  });

  afterAll(() => server.end("SIGTERM"));

  const safarBeside = (...args: string[]) => runSafar([...args, "--data", data]).ended;

  it("an import uses it, leaves it running, and doubles nothing", async () => {
    const imported = await safarBeside("import", file, ...MAPPING);
    expect(imported.code, imported.stderr).toBe(3);
    expect(imported.stdout).toContain("3  of them were already stored and changed nothing");
    expect(imported.stderr).not.toContain("Started a collector");
    expect(await server.rows("SELECT toFloat64(count()) AS events FROM safar.events")).toEqual([
      { events: 3 },
    ]);
  });

  it("a report is a table or CSV", async () => {
    const table = await safarBeside("report", "--since", "2024-03-01", "--period", "quarter");
    expect(table.stdout).toContain("shop, from 2024-03-01 until 2024-04-07, Europe/Amsterdam");
    expect(table.stdout).toMatch(/│ repeat customer rate, % +│ +50\.0000 │/);
    const csv = await safarBeside("report", "--csv");
    expect(csv.stdout).toContain('"kpi","figure","currency","period_start","value"\n');
    expect(csv.stdout).toContain('"average_order_value","average_order_value","EUR",,"15.25"\n');
    expect(csv.stdout).toContain('"retention_rate","retention_rate",,"2024-04-01",100\n');
  });

  it("a report has the dashboard's sections, by the calendar that is asked for", async () => {
    const { code, stdout, stderr } = await safarBeside(
      ...["report", "--section", "lifecycle", "cohorts", "--calendar", "jalali", "--currency", "EUR"],
    );
    expect(code, stderr).toBe(0);
    // 5 March and 5 April 2024 lie in Esfand 1402 and Farvardin 1403.
    expect(stdout).toMatch(/│ 1402-12 │ +1 │ +1 │ +0 │ +0 │ +0 │/);
    expect(stdout).toMatch(/│ 1403-01 │ +2 │ +1 │ +1 │ +0 │ +0 │/);
    expect(stdout).toMatch(/│ 1402-12 │ +1 │ +100\.0 │ +100\.0\* │/);
    expect(stdout).toMatch(/returning +▁█/);
    expect(stdout).not.toContain("repeat customer rate");
  });

  it("a section is JSON with every digit, or CSV with a row a customer", async () => {
    const json = JSON.parse((await safarBeside("report", "--section", "trend", "rfm", "--json")).stdout);
    expect(json.range.period).toBe("month");
    expect(json.trend).toMatchObject([
      { period_start: "2024-03-01", orders: 1, revenue: "10", returning_customers: 0 },
      { period_start: "2024-04-01", orders: 1, revenue: "20.5", returning_customers: 1 },
    ]);
    expect(json.rfm.reduce((sum: number, { customers }: { customers: number }) => sum + customers, 0)).toBe(
      2,
    );
    expect(json.repeatCustomerRate).toBeUndefined();
    const csv = await safarBeside("report", "--section", "lifecycle", "--csv");
    expect(csv.stdout.split("\n")[0]).toBe(
      '"period_start","is_complete","active_customers","new_customers","returning_customers","won_back_customers","lapsed_customers"',
    );
    expect(csv.stdout).toContain('\n"2024-04-01",true,2,1,1,0,0\n');
  });

  it.each([
    [["--section", "lifecycle", "rfm", "--csv"], "name one --section"],
    [["--section", "nonsense"], "Allowed choices are kpis, trend, lifecycle"],
    [["--rows", "0"], "whole number from 1"],
    [["--currency", "euro"], "ISO 4217"],
  ])("a report is not asked with %j", async (options, sentence) => {
    const { code, stderr } = await safarBeside("report", ...options);
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
  });

  it.each([
    [["--source", "other"], /There is no source other\. There are: .*shop/],
    [["--since", "2025-02-01", "--until", "2025-01-01"], /The range is empty: it begins on 2025-02-01/],
    [["--since", "01/02/2011"], /"01\/02\/2011" is not a date/],
    [["--currency", "EURO"], /"EURO" is no currency/],
  ])("a report of %j is refused, and says what there is", async (options, sentence) => {
    const { code, stdout, stderr } = await safarBeside("report", ...options);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(sentence);
  });

  it.each([
    [["tail", "--source", "shp"], "There is no source shp. There are:"],
    [["dead-letters", "list", "--source", "shp"], "There is no source shp. There are:"],
    [["dead-letters", "replay", "--source", "shp"], "There is no source shp. There are:"],
    [["forget", "nobody", "--yes"], "Nothing is stored of nobody"],
    [["export", "nobody"], "Nothing is stored of nobody"],
    [["sources", "add", "tea", "--currency", "EURO"], '"EURO" is no currency'],
    [["sources", "set", "shop", "--currency", "EUU"], '"EUU" is no currency'],
    [["sources", "add", "tea", "--time-zone", "Europe/Londn"], "is not a time zone"],
    [["predict", "--source", "shp"], "There is no source shp. There are:"],
    [["predict", "--until", "01/02/2011"], '"01/02/2011" is not a date'],
    [["report", "--section", "funnel", "--steps", "order_completed"], "Name two or more of product_viewed"],
  ])("what makes no sense is refused: %j", async (args, sentence) => {
    const { code, stderr } = await safar(...args, "--data", data);
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
  });

  it("an import finds it on whatever ports it has", async () => {
    const { code, stderr } = await safar("import", file, ...MAPPING, "--data", data);
    expect(code, stderr).toBe(3);
    expect(stderr).not.toContain("Started a collector");
  });

  it("with a key that it does not know, an import says how to name another", async () => {
    const { code, stderr } = await safar("import", file, ...MAPPING, "--data", data, "--write-key", "wrong");
    expect(code).toBe(1);
    expect(stderr).toContain(`in use by process ${server.child.pid}`);
    expect(stderr).toContain("--host");
  });

  it("a wrong write key ends the import at once, and says so", async () => {
    const { code, stderr } = await safar(
      ...["import", file, ...MAPPING, "--host", server.collector, "--write-key", "wrong"],
    );
    expect(code).toBe(1);
    expect(stderr).toContain("unauthorized");
  });
});
