import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerCsv } from "../../../src/ask/dashboard/csv.js";
import { PARAMS, type ParamName } from "../../../src/ask/dashboard/params.js";
import { isPersonal, paramsOf, type Question, selectOf } from "../../../src/ask/dashboard/question.js";
import { QUESTIONS } from "../../../src/ask/dashboard/questions.js";
import { startCollector, type TestCollector } from "../../collect/collector.js";
import { newReader, type Reader } from "./reader.js";

let collector: TestCollector;
let reader: Reader;

/** A value that each parameter may have; together they ask for the shop below. */
const FIT: Readonly<Record<ParamName, string | number>> = {
  source: "shop",
  since: "2025-01-01",
  until: "2025-07-01",
  time_zone: "Asia/Tehran",
  period: "month",
  currency: "EUR",
  unit: "session",
  segment_by: "",
  within_hours: "24",
  window_hours: "24",
  steps: "",
  segment: "champions",
  journey: "cart",
  ...{ customer: "ann", guest: "", search: "ann", before: "", list: "rfm", reachable: "", least: "0" },
  ...{ acquired_by: "campaign", person: "", event: "" },
  min_orders: "2",
  after: "",
  minutes: 30,
  rows: 100,
};

const order = (id: number, userId: string, timestamp: string, revenue: number, currency = "EUR") => ({
  type: "track",
  event: "Order Completed",
  messageId: `m${id}`,
  userId,
  timestamp,
  properties: { order_id: `o${id}`, revenue, currency },
});

const BATCH = [
  {
    type: "identify",
    messageId: "i1",
    userId: "ann",
    traits: { name: '=HYPERLINK("http://evil")', email: "ann@shop.example" },
  },
  order(1, "ann", "2025-01-03T12:00:00Z", 10.5),
  order(2, "ann", "2025-01-13T12:00:00Z", 20.25),
  order(3, "bob", "2025-02-13T12:00:00Z", 5),
  order(4, "bob", "2025-03-13T12:00:00Z", 7, "GBP"),
];

const namesOf = (question: Question) => paramsOf(question);
const fit = (question: Question, other: Record<string, string | number> = {}) => ({
  ...Object.fromEntries(namesOf(question).map((name) => [name, FIT[name]])),
  ...other,
});
const questions = Object.entries<Question>(QUESTIONS);

beforeAll(async () => {
  collector = await startCollector();
  const answer = await collector.post("/v1/batch", JSON.stringify({ batch: BATCH }));
  expect(answer.body.accepted).toBe(BATCH.length);
  reader = newReader(collector);
  await reader.signIn(collector.clickhousePassword);
});
afterAll(() => collector.stop());

describe("each question", () => {
  it.each(questions)("%s gives the columns that it names, as its view has them", async (name, question) => {
    const { status, rows, code } = await reader.ask(name, fit(question));
    expect([status, code]).toEqual([200, undefined]);
    for (const row of rows) expect(Object.keys(row)).toEqual(Object.keys(question.columns));
    const args = Object.entries(fit(question)).map(([key, value]) => [`param_${key}`, String(value)]);
    const direct = await fetch(
      `${collector.clickhouse}/?${new URLSearchParams([...args, ["default_format", "JSONEachRow"]])}`,
      {
        method: "POST",
        body: selectOf(question),
        headers: { "x-clickhouse-user": "default", "x-clickhouse-key": collector.clickhousePassword },
      },
    );
    const lines = (await direct.text()).trim().split("\n").filter(Boolean);
    expect(rows).toEqual(lines.map((line) => JSON.parse(line)));
  });

  it("money travels as text, counts as numbers", async () => {
    const { rows } = await reader.ask("totals", fit(QUESTIONS.totals));
    expect(rows).toMatchObject([
      { currency: "EUR", customers: 2, orders: 3, revenue: "35.75", customer_value: "17.875" },
      { currency: "GBP", customers: 1, orders: 1, revenue: "7" },
      { currency: "", customers: 2, repeat_customers: 2, repeat_customer_rate: 100, revenue: null },
    ]);
  });

  it.each(questions.filter(([, question]) => namesOf(question).length > 0))(
    "%s is not asked without its parameters",
    async (name, question) => {
      const path = `/dashboard/ask/${name}`;
      const answer = await (isPersonal(namesOf(question)) ? reader.post(path, {}) : reader.get(path));
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: "bad_question" });
    },
  );

  it.each(["jalali_month", "jalali_quarter", "jalali_week", "month"])(
    "counts by %s the same in the figures over time as in the lifecycle",
    async (period) => {
      const all = { since: "2024-09-22", period };
      const lifecycle = await reader.ask("lifecycle", fit(QUESTIONS.lifecycle, all));
      const bought = lifecycle.rows.filter(({ active_customers: customers }) => Number(customers) > 0);
      const series = await Promise.all(
        ["EUR", "GBP"].map((currency) => reader.ask("series", fit(QUESTIONS.series, { ...all, currency }))),
      );
      const starts = series.flatMap(({ rows }) =>
        rows.filter(({ orders }) => Number(orders) > 0).map((row) => String(row.period_start)),
      );
      expect([...new Set(starts)].sort()).toEqual(bought.map((row) => row.period_start));
      expect(bought.length).toBeGreaterThan(0);
    },
  );

  it("is answered afresh, and kept nowhere on the way", async () => {
    const answer = await reader.get("/dashboard/ask/sources");
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("lists sources in the order in which they were made, on the page and in the file", async () => {
    const asked = (await reader.ask("sources", {})).rows.map(({ source_id: id }) => id);
    const file = parse(await (await reader.get("/dashboard/export/sources.csv")).text(), {
      ...{ columns: true, bom: true },
    }) as Record<string, string>[];
    expect(asked).toEqual(["shop", "demo-shop"]);
    expect(file.map(({ source_id: id }) => id)).toEqual(asked);
  });

  it("is one of the list", async () => {
    for (const path of ["/dashboard/ask/events", "/dashboard/ask/", "/dashboard/export/secrets.csv"])
      expect((await reader.get(path)).status, path).toBe(404);
  });
});

/** What those write who try to get out of a value. */
const ATTACKS = [
  "' OR '1'='1",
  "shop') OR 1=1 --",
  "shop', since = '1900-01-01",
  "') UNION ALL SELECT name FROM system.tables --",
  "\\' OR 1=1 --",
  "shop\\",
  "{source:String}",
  "{since:Identifier}",
  "'); DROP TABLE safar.event_rows; --",
  "1; SELECT sleepEachRow(3)",
  "file('/etc/passwd')",
  "shop\n--",
  "shop\u0000",
  "\t\\N",
  "%27%20OR%201=1",
];

describe("no value of a parameter gets out of its place", () => {
  it.each(questions)("%s", async (name, question) => {
    const innocent = await reader.ask(name, fit(question));
    for (const param of namesOf(question)) {
      // Free text reaches ClickHouse and costs a query each: all of them are tried where that is cheap.
      const attacks = param === "source" && name !== "minutes" ? ATTACKS.slice(0, 2) : ATTACKS;
      for (const attack of attacks) {
        const { status, code, rows: found } = await reader.ask(name, fit(question, { [param]: attack }));
        const told = `${name} ${param} ${JSON.stringify(attack)} ${code}`;
        // A filter finds nothing; a source is one that there is not; anything else is no value of its kind.
        const isFilter = (param === "person" || param === "event") && status === 200;
        if (isFilter) expect(found, told).toEqual([]);
        else expect([status, code], told).toEqual([400, "bad_question"]);
      }
    }
    expect((await reader.ask(name, fit(question))).rows).toEqual(innocent.rows);
  });

  it("an unknown parameter is no part of the question", async () => {
    const { rows } = await reader.ask("sources", { query: "SELECT 1", where: "1" });
    expect(rows.map(({ source_id: id }) => id)).toEqual(["shop", "demo-shop"]);
  });

  it.each<[ParamName, string | number]>([
    ["since", "2025-02-30"],
    ["since", "1025-01-01"],
    ["time_zone", "Europe/Nowhere"],
    ["period", "century"],
    ["currency", "euro"],
  ])("%s is not %s", async (param, value) => {
    const question = param === "period" || param === "currency" ? "series" : "totals";
    expect(await reader.ask(question, fit(QUESTIONS[question], { [param]: value }))).toMatchObject({
      status: 400,
      code: "bad_question",
    });
  });

  it.each([0, 1_001, -1, "many"])("no list has %s rows", async (rows) => {
    expect((await reader.ask("rfm", fit(QUESTIONS.rfm, { rows }))).status).toBe(400);
  });

  it("every parameter is bound to a type", () => {
    for (const [, question] of questions)
      for (const name of namesOf(question))
        expect(selectOf(question)).toContain(`{${name}:${PARAMS[name].type}}`);
  });
});

describe("the file of a question", () => {
  it("opens in a spreadsheet: marked as UTF-8, named, with every digit and no formula", async () => {
    const query = new URLSearchParams(fit(QUESTIONS.at_risk) as Record<string, string>);
    const answer = await reader.get(`/dashboard/export/at_risk.csv?${query}`);
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toBe(
      'attachment; filename="safar-at_risk-shop-2025-07-01.csv"',
    );
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const rows = parse(Buffer.from(bytes), { columns: true, bom: true }) as Record<string, string>[];
    expect(Object.keys(rows[0] ?? {})).toEqual(Object.keys(QUESTIONS.at_risk.columns));
    const ann = rows.find(({ customer_id: id }) => id === "ann");
    expect(ann?.name).toBe('\'=HYPERLINK("http://evil")');
    expect(ann?.revenue).toBe("30.75");
  });

  it("keeps negative amounts numbers, and defuses every beginning of a formula", () => {
    const question: Question = {
      view: "x",
      given: [],
      columns: { amount: "money", rate: "number", name: "text", sure: "truth" },
    };
    const names = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", 'Ann, "Bob"\nCarl', "لاله"];
    const text = answerCsv(
      question,
      names.map((name) => ({ amount: "-5.250", rate: -1.5, name, sure: true })),
    );
    const rows = parse(text, { columns: true, bom: true }) as Record<string, string>[];
    expect(rows.map(({ name }) => name)).toEqual([
      ...["'=1+1", "'+1", "'-1+1", "'@SUM(A1)", "'\t'=1", "'\r'=1"],
      'Ann, "Bob"\nCarl',
      "لاله",
    ]);
    for (const { amount, rate, sure } of rows)
      expect([amount, rate, sure]).toEqual(["-5.250", "-1.5", "true"]);
    expect(text).toContain("\r\n");
  });
});
