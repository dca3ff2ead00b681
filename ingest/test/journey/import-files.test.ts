import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { changeSources } from "../../src/sources/change-sources.js";
import { addSource, setSource } from "../../src/sources/changes.js";
import { runSafar, type ServeProcess, startServe } from "./serve-process.js";

/** Several processes start one after another; a busy machine takes its time over each. */
vi.setConfig({ testTimeout: 300_000 });

// Files as people have them, each in a source of its own; most were made from public bug reports of other importers.

let folder: string;
let server: ServeProcess;
let made = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-files-"));
  server = await startServe(join(folder, "data"));
});

afterAll(async () => {
  await server.end("SIGTERM");
  await rm(folder, { recursive: true, force: true });
});

const COLUMNS = ["--order-id", "order", "--customer", "customer", "--time", "at", "--value", "total"];

/** Makes a source, and gives what imports into it and reads what it came to. */
async function shop(currency = "EUR", timeZone = "UTC") {
  const id = `case-${++made}`;
  const sourcesFile = join(folder, "data", "sources.json");
  let webKey = "";
  await changeSources(sourcesFile, (sources) => {
    const changed = addSource(sources, { id, currency, timeZone });
    webKey = changed.newKey;
    return changed;
  });
  return {
    id,
    webKey,
    async import(content: string | Buffer, args: readonly string[] = COLUMNS, name = "orders.csv") {
      const path = join(folder, `${id}-${name}`);
      await writeFile(path, content);
      const target = args.includes("--write-key") ? [] : ["--source", id];
      return runSafar(["import", path, ...args, ...target, "--data", join(folder, "data")]).ended;
    },
    rejected: (name = "orders") => readFile(join(folder, `${id}-${name}.rejected.csv`), "utf8"),
    orders: () =>
      server.rows<{ order_id: string; customer: string; at: string; value: string; currency: string }>(
        `SELECT order_id, customer_id AS customer, toString(ordered_at) AS at, toString(value) AS value, currency
         FROM safar.orders WHERE source_id = '${id}' ORDER BY order_id`,
      ),
    rows: <Row>(select: string) => server.rows<Row>(select.replaceAll("{shop}", id)),
  };
}

describe("a file is read as", () => {
  it("UTF-16, which Excel calls Unicode text", async () => {
    const { import: take, orders } = await shop();
    const text = "\uFEFForder\tcustomer\tat\ttotal\r\n5,x\tعلی\t2025-03-01\t10\r\n";
    const { code, stderr } = await take(Buffer.from(text, "utf16le"));
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("utf-16le");
    expect(await orders()).toMatchObject([{ order_id: "5,x", customer: "علی", value: "10" }]);
  });

  it("dates of the source's time zone, with its currency where the column is empty, and tells what it leaves out", async () => {
    const { import: take, orders, id } = await shop("USD", "America/New_York");
    const text =
      "order,customer,at,total,currency,note\n1,ann,31.12.2025,10,,x\n2,bob,2025-12-31T23:00,20,EUR,y\n";
    const args = [...COLUMNS, "--currency-column", "currency"];
    const tried = await take(text, [...args, "--dry-run"]);
    expect(tried.stdout).toContain("times without an offset are in America/New_York");
    expect(tried.stdout).toMatch(/│ 1 +│ ann +│ 2025-12-31 00:00:00 +│ 10 +│ USD +│/);
    expect(tried.stdout).toMatch(/│ 2 +│ bob +│ 2025-12-31 23:00:00 +│ 20 +│ EUR +│/);
    expect(tried.stdout).toContain("Not read: note.");
    expect((await take(text, args)).code).toBe(0);
    expect(await orders()).toMatchObject([
      { at: "2025-12-31 05:00:00.000", currency: "USD" },
      { at: "2026-01-01 04:00:00.000", currency: "EUR" },
    ]);
    const report = await runSafar(["report", "--json", "--source", id, "--data", join(folder, "data")]).ended;
    expect(JSON.parse(report.stdout)).toMatchObject({
      range: { source: id, timeZone: "America/New_York", until: "2026-01-01" },
    });
  });

  it("Windows-1256: customers whose names are of one length are several", async () => {
    const { import: take, orders } = await shop();
    const names = ["\xD1\xD6\xC7", "\xE3\xE5\xD1", "\xD2\xE5\xD1\xC7", "\xE3\xD1\xC7\xCF"];
    const lines = names.map((name, index) => `${index + 1},${name},2025-03-01,10\r\n`);
    const { code, stderr } = await take(
      Buffer.from(`order,customer,at,total\r\n${lines.join("")}`, "latin1"),
    );
    expect(code, stderr).toBe(0);
    expect((await orders()).map(({ customer }) => customer)).toEqual(["رضا", "مهر", "زهرا", "مراد"]);
  });

  it("a German table: semicolons, and a decimal comma in all of a column", async () => {
    const { import: take, orders } = await shop();
    const { code, stderr } = await take(
      "Bestellung;Kunde;Datum;Summe\r\n1;c1;31.12.2024;1.234,56\r\n2;c2;2025-03-02;173,900\r\n3;c3;2025-03-03;12\r\n",
      ["--order-id", "Bestellung", "--customer", "Kunde", "--time", "Datum", "--value", "Summe"],
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('The delimiter is ";"');
    expect(stderr).toContain("decimal comma");
    expect((await orders()).map(({ value }) => value)).toEqual(["1234.56", "173.9", "12"]);
  });

  it("amounts that a file leaves open are read as its source has decimals", async () => {
    const { id, import: take, orders } = await shop();
    const rows = "order,customer,at,total\n1,c1,2025-03-01,1.234\n2,c2,2025-03-02,12\n";
    expect((await take(rows)).code).toBe(3);
    await changeSources(join(folder, "data", "sources.json"), (sources) =>
      setSource(sources, id, { decimal: "comma" }),
    );
    const { code, stderr } = await take(rows);
    expect(code, stderr).toBe(0);
    expect((await orders()).map(({ value }) => value)).toEqual(["1234", "12"]);
  });

  it("dates of Excel, of Iran and of other programs, and none of them wrong", async () => {
    const { import: take, orders, rejected } = await shop();
    const times = [
      "45717.5",
      "1403/12/30",
      "۱۴۰۳/۱۲/۳۰",
      "31/05/2024",
      "2025-02-30",
      "1740830400",
      "1404-12-30",
    ];
    const lines = times.map((time, index) => `${index + 1},c,${time},10\n`);
    const { code, stdout } = await take(`order,customer,at,total\n${lines.join("")}`, [
      ...COLUMNS,
      "--time-zone",
      "Asia/Tehran",
    ]);
    expect(code).toBe(3);
    expect(stdout).toContain("5 events are stored, and 2 rows were rejected.");
    expect(stdout).toMatch(
      /Rejected rows, numbered from the first row below the header:\n {2}row 5: .*2025-02-30.*\n {2}row 7: .*Jalali calendar/,
    );
    expect((await orders()).map(({ at }) => at)).toEqual([
      "2025-03-01 08:30:00.000",
      "2025-03-19 20:30:00.000",
      "2025-03-19 20:30:00.000",
      "2024-05-30 20:30:00.000",
      "2025-03-01 12:00:00.000",
    ]);
    expect(await rejected()).toContain("this day does not exist in the Jalali calendar");
  });

  it("Persian digits: one customer, and amounts as numbers", async () => {
    const { import: take, orders } = await shop();
    const { code } = await take(
      'order,customer,at,total\n۱۰۰۱,۰۹۱۲۱۲۳۴۵۶۷,2025-03-01,۱۲۳\n1003,09121234567,2025-03-03,10\n1004,0912 123 4567,2025-03-04,"۱۲۳٬۰۰۰"\n',
    );
    expect(code).toBe(0);
    expect(await orders()).toMatchObject([
      { order_id: "1001", customer: "09121234567", value: "123" },
      { order_id: "1003", customer: "09121234567", value: "10" },
      { order_id: "1004", customer: "09121234567", value: "123000" },
    ]);
  });

  it("Parquet, as ClickHouse writes it", async () => {
    const { import: take, orders } = await shop();
    const answer = await fetch(server.clickhouse, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`default:${server.password}`)}` },
      body: `SELECT toUInt64(number + 1) AS order, 'c' || toString(number) AS customer,
               toDateTime64('2025-03-01 10:00:00', 3, 'UTC') AS at, toDecimal64('19.90', 2) AS total
             FROM numbers(3) FORMAT Parquet`,
    });
    const { code, stderr } = await take(Buffer.from(await answer.arrayBuffer()), COLUMNS, "orders.parquet");
    expect(code, stderr).toBe(0);
    expect(await orders()).toMatchObject([1, 2, 3].map((id) => ({ order_id: String(id), value: "19.9" })));
    expect((await orders())[0]).toMatchObject({ at: "2025-03-01 10:00:00.000", customer: "c0" });
  });
});

describe("what can't be read is told", () => {
  it("a file without a fit row stores nothing, and says so", async () => {
    const { import: take, orders } = await shop();
    const { code, stdout } = await take(
      'order,customer,at,total\n1,c1,yesterday,10\n2,c2,2025-03-02,"ten"\n3,c3,03/04/2025,1\n4,c4,2025-03-02,"1,234"\n',
    );
    expect(code).toBe(3);
    expect(stdout).toContain("Nothing was stored: 4 rows were rejected.");
    expect(stdout).not.toContain("Done");
    expect(await orders()).toEqual([]);
  });

  it("a second row of an order in a file with one row an order: nothing is counted twice", async () => {
    const { import: take, orders, rejected } = await shop();
    const { code } = await take(
      "Name,Email,Total,Currency,Created at,Item\n#1,a@b.example,55.00,USD,2025-03-01 09:58:00 -0500,Tea\n#1,a@b.example,,,2025-03-01 09:58:00 -0500,Pot\n",
      [
        "--order-id",
        "Name",
        "--customer",
        "Email",
        "--time",
        "Created at",
        "--value",
        "Total",
        "--currency-column",
        "Currency",
      ],
    );
    expect(code).toBe(3);
    expect(await orders()).toMatchObject([
      { order_id: "#1", value: "55", currency: "USD", at: "2025-03-01 14:58:00.000" },
    ]);
    expect(await rejected()).toContain("order #1 is in an earlier row");
  });

  it("two columns of one name, and a column that is not there", async () => {
    const { import: take } = await shop();
    const twice = await take("order,customer,at,total,total\n1,c1,2025-03-01,8.40,10\n");
    expect(twice.code).toBe(1);
    expect(twice.stderr).toContain("#4 or #5");
    const missing = await take(" Order ,Customer,At,Amount\n1,c1,2025-03-01,10\n");
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('no column "total". Its columns are: Order, Customer, At, Amount.');
  });

  it("a source that is not there, beside those that are", async () => {
    const { import: take } = await shop();
    const { code, stderr } = await take("order,customer,at,total\n", [...COLUMNS, "--write-key", "wk_none"]);
    expect(code).toBe(1);
    expect(stderr).toContain("--write-key");
    const path = join(folder, "any.csv");
    await writeFile(path, "order,customer,at,total\n");
    const other = await runSafar([
      "import",
      path,
      ...COLUMNS,
      "--source",
      "nowhere",
      "--data",
      join(folder, "data"),
    ]).ended;
    expect(other.code).toBe(1);
    expect(other.stderr).toContain("There is no source nowhere. The data folder has: shop, case-1");
  });
});

describe("a file of", () => {
  it("order lines: they are added up, and the products are known", async () => {
    const { import: take, orders, rows } = await shop();
    const { code, stderr } = await take(
      "order,customer,at,item,price,pieces\n1,c1,2025-03-01,Tea,5.50,2\n2,c2,2025-03-02,Pot,20,1\n1,c1,2025-03-01,Cup,3,1\n",
      [
        ...["--order-id", "order", "--customer", "customer", "--time", "at"],
        ...["--product-name", "item", "--price", "price", "--quantity", "pieces"],
      ],
    );
    expect(code, stderr).toBe(0);
    expect(await orders()).toMatchObject([
      { order_id: "1", value: "14" },
      { order_id: "2", value: "20" },
    ]);
    expect(
      await rows(
        "SELECT `products.name` AS names FROM safar.events WHERE source_id = '{shop}' AND order_id = '1'",
      ),
    ).toEqual([{ names: ["Tea", "Cup"] }]);
  });

  it("equal refunds: two are two, and with one id they are one", async () => {
    const { import: take, rows } = await shop();
    await take("order,customer,at,total\n1,c1,2025-03-01,100\n2,c1,2025-03-01,100\n");
    const refund = ["--event", "Order Refunded"];
    const line = "1,c1,2025-03-05,10,";
    await take(`order,customer,at,total,id\n${line}\n${line}\n`, [...COLUMNS, ...refund], "refunds.csv");
    const ofTwo = "2,c1,2025-03-05,10,r1";
    const withIds = [...COLUMNS, ...refund, "--refund-id", "id"];
    await take(`order,customer,at,total,id\n${ofTwo}\n${ofTwo}\n`, withIds, "refunds-2.csv");
    expect(
      await rows(
        "SELECT order_id, toString(refunded) AS refunded FROM safar.orders WHERE source_id = '{shop}' ORDER BY order_id",
      ),
    ).toEqual([
      { order_id: "1", refunded: "20" },
      { order_id: "2", refunded: "10" },
    ]);
  });

  it("credit notes: matched to the order they name, and told when there is none", async () => {
    const { import: take, rows } = await shop();
    const { code, stdout } = await take(
      "order,customer,at,total,of\n1001,c1,2025-03-01,50,\nC1,c1,2025-03-05,-20,1001\nC2,c1,2025-03-06,-30,900\n",
      [...COLUMNS, "--refund-of", "of"],
    );
    expect(code).toBe(0);
    expect(stdout).toContain("1 order is refunded but not stored: 900.");
    expect(
      await rows(
        "SELECT order_id, toString(value) AS value, toString(refunded) AS refunded FROM safar.orders WHERE source_id = '{shop}'",
      ),
    ).toEqual([{ order_id: "1001", value: "50", refunded: "20" }]);
  });

  it("Shopify's export: one row a line, cancelled and refunded orders among them", async () => {
    const { import: take, rows } = await shop("USD");
    const { code, stderr, stdout } = await take(
      [
        "Name,Email,Financial Status,Paid at,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Cancelled at,Refunded Amount,Id",
        "#1001,a@shop.example,paid,2025-03-01 10:00:00 -0500,USD,55.00,2025-03-01 09:58:00 -0500,1,Tea,15.00,,0.00,5001",
        "#1001,a@shop.example,,,,,2025-03-01 09:58:00 -0500,2,Pot,20.00,,,",
        "#1002,b@shop.example,partially_refunded,2025-03-02 10:00:00 -0500,USD,20.00,2025-03-02 09:58:00 -0500,1,Pot,20.00,,5.00,5002",
        "#1003,A@shop.example,voided,,USD,30.00,2025-03-03 09:58:00 -0500,1,Pot,30.00,2025-03-04 09:00:00 -0500,0.00,5003",
        "",
      ].join("\n"),
      ["--from", "shopify"],
    );
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("4  rows read");
    expect(
      await rows(
        `SELECT order_id, customer_id AS customer, toString(value) AS value, toString(refunded) AS refunded, is_cancelled
         FROM safar.orders WHERE source_id = '{shop}' ORDER BY order_id`,
      ),
    ).toMatchObject([
      { order_id: "5001", customer: "email:a@shop.example", value: "55", refunded: "0", is_cancelled: 0 },
      { order_id: "5002", customer: "email:b@shop.example", value: "20", refunded: "5", is_cancelled: 0 },
      { order_id: "5003", customer: "email:a@shop.example", value: "30", is_cancelled: 1 },
    ]);
  });

  it("WooCommerce's export: guests and customers, and orders that never came about", async () => {
    const { import: take, rows } = await shop();
    const { code, stderr, stdout } = await take(
      [
        "order_id,order_number,order_date,status,order_total,order_currency,customer_id,customer_email,billing_email,billing_phone,billing_first_name,billing_last_name",
        "11,11,2025-03-01 10:00:00,completed,10.50,EUR,7,,ann@shop.example,,Ann,Lee",
        "12,12,2025-03-02 10:00:00,processing,20,EUR,0,,ann@shop.example,,Ann,Lee",
        "13,13,2025-03-03 10:00:00,failed,30,EUR,0,,bob@shop.example,,Bob,",
        "",
      ].join("\n"),
      ["--from", "woocommerce"],
    );
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("1  rows left out because their state means that nothing was bought");
    // The guest with the customer's address is the customer.
    expect(
      await rows(
        "SELECT order_id, customer_id AS customer FROM safar.orders WHERE source_id = '{shop}' ORDER BY order_id",
      ),
    ).toEqual([
      { order_id: "11", customer: "7" },
      { order_id: "12", customer: "7" },
    ]);
  });
});

describe("a file that comes later", () => {
  const FIRST = "order,customer,at,total\n1,c1,2025-03-01 01:00:00,10\n2,c2,2025-03-02 12:00:00,20\n";
  const MENDED = "order,customer,at,total\n1,c1,2025-03-01 01:00:00,5\n2,c9,2025-03-02 12:00:00,20\n";

  it("corrects what is stored: value, currency, customer and time, and says how many", async () => {
    const { import: take, orders } = await shop();
    await take(FIRST, [...COLUMNS, "--currency", "USD"]);
    const zone = ["--currency", "EUR", "--time-zone", "America/New_York"];
    const { code, stdout } = await take(MENDED, [...COLUMNS, ...zone], "mended.csv");
    expect(code).toBe(0);
    expect(stdout).toContain("2  of them changed stored events");
    expect(await orders()).toEqual([
      { order_id: "1", customer: "c1", at: "2025-03-01 06:00:00.000", value: "5", currency: "EUR" },
      { order_id: "2", customer: "c9", at: "2025-03-02 17:00:00.000", value: "20", currency: "EUR" },
    ]);
    const again = await take(MENDED, [...COLUMNS, ...zone], "mended.csv");
    expect(again.stdout).toContain("2  of them were already stored and changed nothing");
  });

  it("with a page's key changes nothing, and says so", async () => {
    const { import: take, orders, webKey } = await shop();
    const byPage = ["--host", server.collector, "--write-key", webKey];
    await take(FIRST, [...COLUMNS, ...byPage]);
    const { code, stdout } = await take(MENDED, [...COLUMNS, ...byPage], "mended.csv");
    expect(code).toBe(3);
    expect(stdout).toContain("2  of them differ from stored events and were ignored");
    expect(stdout).not.toContain("Done");
    expect((await orders()).map(({ value }) => value)).toEqual(["10", "20"]);
  });

  it("tells of orders that were tracked before: they stay one each", async () => {
    const { import: take, orders, webKey } = await shop();
    await fetch(`${server.collector}/v1/track`, {
      method: "POST",
      body: JSON.stringify({
        writeKey: webKey,
        event: "Order Completed",
        userId: "c1",
        timestamp: "2025-03-01T10:00:00Z",
        properties: { order_id: "1", revenue: 10, currency: "EUR" },
      }),
    });
    await take("order,customer,at,total\n1,c1,2025-03-01 10:00:00,10.00\n");
    expect(await orders()).toMatchObject([{ order_id: "1", customer: "c1", value: "10" }]);
  });
});

it("leaves no key behind", async () => {
  const { sources } = JSON.parse(await readFile(join(folder, "data", "sources.json"), "utf8"));
  const kinds = sources.flatMap(({ keys }: { keys: { kind: string }[] }) => keys.map(({ kind }) => kind));
  expect(kinds).not.toContain("server");
});
