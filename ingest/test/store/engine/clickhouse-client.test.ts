import { ClickHouseError, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAnalystServer, PASSWORD, type TestServer } from "./analyst-server.js";

let server: TestServer;
beforeAll(async () => {
  server = await openAnalystServer();
});
afterAll(() => server.close());

function connect(options: Record<string, unknown> = {}) {
  return createClient({
    url: server.url,
    username: "default",
    password: PASSWORD,
    database: "safar",
    log: { level: ClickHouseLogLevel.OFF },
    ...options,
  });
}

describe("the unmodified @clickhouse/client", () => {
  it.each([
    ["as it is", {}],
    ["with gzip answers", { compression: { response: true } }],
    ["with a database", { database: "safar" }],
    ["with a session", { session_id: "one" }],
    ["with settings", { clickhouse_settings: { output_format_json_quote_64bit_integers: 1 } }],
    ["without keep-alive", { keep_alive: { enabled: false } }],
  ])("asks, %s", async (_how, options) => {
    const client = connect(options);
    try {
      expect(await client.ping()).toEqual({ success: true });
      expect(await client.ping({ select: true })).toEqual({ success: true });
      const result = await client.query({
        query: "SELECT customer, toString(revenue) AS revenue FROM shop_customers ORDER BY 1",
      });
      expect((await result.json()).data).toEqual([
        { customer: "Ada", revenue: "30.5" },
        { customer: "سفر", revenue: "0.000001" },
      ]);
    } finally {
      await client.close();
    }
  });

  it("binds parameters of many types", async () => {
    const client = connect();
    const values = {
      text: "it's \\ a\ttab\nand 'سفر' {x:String} -- ;",
      whole: 42,
      big: 2n ** 63n,
      part: 0.1,
      yes: true,
      none: null,
      day: new Date("2024-03-21T10:20:30Z"),
      list: ["a'b", "c\\d", ""],
      nested: [[1, 2], []],
      pairs: new Map([["k'", 1]]),
    };
    const result = await client.query({
      query: `SELECT {text:String} AS text, {whole:UInt8} AS whole, {big:UInt64} AS big, {part:Float64} AS part,
        {yes:Bool} AS yes, {none:Nullable(String)} AS none, {day:DateTime('UTC')} AS day, {list:Array(String)} AS list,
        {nested:Array(Array(UInt8))} AS nested, {pairs:Map(String, UInt8)} AS pairs`,
      query_params: values,
      format: "JSONEachRow",
      clickhouse_settings: { output_format_json_quote_64bit_integers: 1 },
    });
    expect(await result.json()).toEqual([
      {
        ...values,
        big: "9223372036854775808",
        day: "2024-03-21 10:20:30",
        pairs: { "k'": 1 },
      },
    ]);
    await client.close();
  });

  it("sends long parameters as a form", async () => {
    const client = connect();
    const ids = Array.from({ length: 20_000 }, (_, i) => `id-${i}`);
    const result = await client.query({
      query: "SELECT length({ids:Array(String)}) AS n",
      query_params: { ids },
      format: "JSONEachRow",
      use_multipart_params: true,
    });
    expect(await result.json()).toEqual([{ n: 20_000 }]);
    await client.close();
  });

  it("streams rows", async () => {
    const client = connect({ compression: { response: true } });
    const result = await client.query({ query: "SELECT number FROM numbers(200000)", format: "JSONEachRow" });
    let sum = 0;
    for await (const rows of result.stream<{ number: number }>()) {
      for (const row of rows) sum += row.json().number;
    }
    expect(sum).toBe(19_999_900_000);
    await client.close();
  });

  it("reads raw bytes with exec, and a summary", async () => {
    const client = connect();
    const { stream, summary, query_id } = await client.exec({
      query: "SELECT 1 FORMAT TabSeparated",
      query_id: "mine",
      clickhouse_settings: { wait_end_of_query: 1 },
    });
    let text = "";
    for await (const chunk of stream) text += chunk;
    expect([text, query_id, summary?.result_rows]).toEqual(["1\n", "mine", "1"]);
    await client.close();
  });

  it("reads errors with their code and name", async () => {
    const client = connect();
    const failing = (query: string) => client.query({ query }).catch((error: unknown) => error);
    for (const [query, code, type] of [
      ["SELECT nope", "47", "UNKNOWN_IDENTIFIER"],
      ["SELECT * FROM system.users", "497", "ACCESS_DENIED"],
      ["SELECT (1", "62", "SYNTAX_ERROR"],
      ["SELECT throwIf(1, 'two (or) more')", "395", "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO"],
    ] as const) {
      const error = await failing(query);
      expect(error).toBeInstanceOf(ClickHouseError);
      expect(error).toMatchObject({ code, type });
    }
    await client.close();
  });

  it("can't write", async () => {
    const client = connect();
    await expect(
      client.insert({ table: "shop_orders", values: [{ order_id: "x" }], format: "JSONEachRow" }),
    ).rejects.toMatchObject({
      code: "497",
      type: "ACCESS_DENIED",
    });
    await expect(client.command({ query: "CREATE TABLE x (a Int8) ENGINE = Memory" })).rejects.toMatchObject({
      type: "ACCESS_DENIED",
    });
    await client.close();
  });

  it("is told of a wrong password", async () => {
    const client = connect({ password: "wrong" });
    await expect(client.query({ query: "SELECT 1" })).rejects.toMatchObject({
      code: "194",
      type: "REQUIRED_PASSWORD",
    });
    expect((await client.ping({ select: true })).success).toBe(false);
    await client.close();
  });
});
