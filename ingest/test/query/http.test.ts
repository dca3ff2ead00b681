import { request as rawRequest } from "node:http";
import { brotliDecompressSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openQueryServer, PASSWORD, type TestServer } from "./query-server.js";

let server: TestServer;
beforeAll(async () => {
  server = await openQueryServer();
});
afterAll(() => server.close());

const get = (query: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${query}`, { headers });
const basic = (user: string, password: string) => `Basic ${btoa(`${user}:${password}`)}`;

describe("paths that need no password", () => {
  it.each(["/", "/ping", "/replicas_status"])("%s answers Ok.", async (path) => {
    const response = await get(path);
    expect([response.status, await response.text()]).toEqual([200, "Ok.\n"]);
  });

  it("HEAD is answered without a body", async () => {
    const response = await fetch(`${server.url}/ping`, { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  it("an unknown path says where queries go", async () => {
    const response = await get("/nowhere");
    expect(response.status).toBe(404);
    expect(await response.text()).toMatch(
      /^There is no handle \/nowhere\n[\s\S]*POST method or GET \/\?query=/,
    );
  });
});

describe("who may ask", () => {
  const query = "/?query=SELECT+1";

  it.each([
    ["HTTP Basic", query, { authorization: basic("default", PASSWORD) }],
    ["another name of the user", query, { authorization: basic("analyst", PASSWORD) }],
    ["headers", query, { "x-clickhouse-user": "default", "x-clickhouse-key": PASSWORD }],
    ["the password's header alone", query, { "x-clickhouse-key": PASSWORD }],
    ["the URL", `${query}&user=default&password=${encodeURIComponent(PASSWORD)}`, {}],
    ["the password in the URL alone", `${query}&password=${encodeURIComponent(PASSWORD)}`, {}],
  ])("is known by %s", async (_way, path, headers) => {
    const response = await get(path, headers);
    expect([response.status, await response.text()]).toEqual([200, "1\n"]);
  });

  it.each([
    ["a wrong password", query, { authorization: basic("default", "wrong") }],
    ["no password", query, { authorization: basic("default", "") }],
    ["another user", query, { authorization: basic("root", PASSWORD) }],
    ["a token", query, { authorization: `Bearer ${PASSWORD}` }],
    ["two ways at once", `${query}&password=x`, { authorization: basic("default", PASSWORD) }],
    ["a longer password", query, { "x-clickhouse-key": `${PASSWORD}x` }],
  ])("is refused with %s: 403 and code 516", async (_way, path, headers) => {
    const response = await get(path, headers);
    expect([response.status, response.headers.get("x-clickhouse-exception-code")]).toEqual([403, "516"]);
    const text = await response.text();
    expect(text).toMatch(
      /^Code: 516\. DB::Exception: .*\(AUTHENTICATION_FAILED\) \(version [\d.]+ \(official build\)\)\n$/,
    );
    expect(text).not.toContain(PASSWORD);
  });

  it("is asked for a password when none came: 401, so that a browser asks", async () => {
    const response = await get(query);
    expect([response.status, response.headers.get("x-clickhouse-exception-code")]).toEqual([401, "194"]);
    expect(response.headers.get("www-authenticate")).toBe('Basic realm="ClickHouse server HTTP API"');
    expect(await response.text()).toContain("`safar serve` prints it");
  });
});

describe("where a statement stands", () => {
  const auth = { authorization: basic("default", PASSWORD) };

  it("in the URL, with GET and with POST", async () => {
    const path = `/?query=${encodeURIComponent("SELECT 'سفر', 1 + 1")}`;
    expect(await (await get(path, auth)).text()).toBe("سفر\t2\n");
    expect(await (await fetch(server.url + path, { method: "POST", headers: auth })).text()).toBe("سفر\t2\n");
  });

  it("in the body", async () => {
    expect(await (await server.ask("SELECT 2")).text()).toBe("2\n");
  });

  it("in both, with a line break between", async () => {
    expect(await (await server.ask("+ 3", { query: "SELECT 2" })).text()).toBe("5\n");
    expect(await (await server.ask("SELECT 4", { query: "-- a comment" })).text()).toBe("4\n");
  });

  it("in a body that curl labels as a form", async () => {
    const response = await server.ask(
      "SELECT 'a&b=c%20d'",
      {},
      {
        headers: { "content-type": "application/x-www-form-urlencoded" },
      },
    );
    expect(await response.text()).toBe("a&b=c%20d\n");
  });

  it.each(["gzip", "GZIP"])("in a body packed as %s", async (encoding) => {
    const response = await server.ask(
      "",
      {},
      {
        body: gzipSync("SELECT 6"),
        headers: { "content-encoding": encoding },
      },
    );
    expect(await response.text()).toBe("6\n");
  });

  it("in the fields of a form, with its parameters", async () => {
    const form = new FormData();
    form.set("query", "SELECT {x:String} AS x, {y:UInt8} AS y");
    form.set("param_x", "a\\tb");
    const response = await server.ask("", { param_y: "7", default_format: "JSONEachRow" }, { body: form });
    expect(await response.json()).toEqual({ x: "a\tb", y: 7 });
  });

  it("behind a long URL", async () => {
    const path = `/?query=${encodeURIComponent(`SELECT length('${"x".repeat(60_000)}')`)}`;
    expect(await (await get(path, auth)).text()).toBe("60000\n");
  });

  it.each([
    ["nothing", "", {}, 400, "Empty query"],
    ["no UTF-8", "", { body: Buffer.from([0x53, 0xff, 0xfe]) }, 400, "not UTF-8"],
    [
      "a broken gzip body",
      "",
      { body: "x", headers: { "content-encoding": "gzip" } },
      400,
      "can't be decompressed",
    ],
    [
      "an unknown encoding",
      "",
      { body: "x", headers: { "content-encoding": "snappy" } },
      501,
      "not supported",
    ],
    [
      "a gzip bomb",
      "",
      { body: gzipSync(Buffer.alloc(50_000_000)), headers: { "content-encoding": "gzip" } },
      400,
      "decompressed",
    ],
    ["too long a statement", `SELECT '${"x".repeat(300_000)}'`, {}, 400, "Max query size exceeded"],
    ["too long a body", `SELECT '${"x".repeat(2_000_000)}'`, {}, 400, "Max query size exceeded"],
    [
      "a broken form",
      "",
      { body: "x", headers: { "content-type": "multipart/form-data; boundary=y" } },
      400,
      "form can't be read",
    ],
  ])("is refused clearly: %s", async (_what, statement, init, status, says) => {
    const response = await server.ask(statement, {}, init as RequestInit);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(says);
  });

  it("a table that a client brings along is refused clearly", async () => {
    const form = new FormData();
    form.set("query", "SELECT * FROM ids");
    form.set("ids", new Blob(["1\n2\n"]), "ids.tsv");
    const response = await server.ask("", { ids_structure: "id UInt8" }, { body: form });
    expect([response.status, await response.text()]).toEqual([
      501,
      expect.stringContaining("External table ids"),
    ]);
  });
});

describe("parameters", () => {
  it.each([
    ["String", "a'b\\\\c", "a'b\\c"],
    ["String", "'; DROP TABLE shop_orders; --", "'; DROP TABLE shop_orders; --"],
    ["String", "line\\nbreak", "line\nbreak"],
    ["String", "", ""],
    ["Nullable(String)", "\\N", "\\N"],
    ["UInt64", "18446744073709551615", "18446744073709551615"],
    ["Array(String)", "['a','b\\'c']", "['a','b\\'c']"],
    ["DateTime64(3, 'Asia/Tehran')", "2024-03-21 00:00:00.123", "2024-03-21 00:00:00.123"],
    ["Decimal(38, 6)", "0.000001", "0.000001"],
    ["Map(String, UInt8)", "{'a':1}", "{'a':1}"],
    ["Bool", "true", "true"],
  ])("of type %s are bound as %s", async (type, value, shown) => {
    const response = await server.ask(`SELECT {x:${type}} FORMAT TSVRaw`, { param_x: value });
    expect(await response.text()).toBe(`${shown}\n`);
  });

  it("name tables and columns that are open", async () => {
    const response = await server.ask("SELECT {c:Identifier} FROM {t:Identifier} ORDER BY 1", {
      param_c: "order_id",
      param_t: "shop_orders",
    });
    expect(await response.text()).toBe("o1\no2\no3\n");
  });

  it("are of their own request alone, also when many run at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, async (_, i) =>
        (await server.ask("SELECT {x:UInt32}", { param_x: String(i) })).text(),
      ),
    );
    expect(answers).toEqual(Array.from({ length: 40 }, (_, i) => `${i}\n`));
  });

  it.each([
    ["missing", "SELECT {x:UInt8}", {}, 456],
    ["not of its type", "SELECT {x:UInt8}", { param_x: "many" }, 457],
  ])("%s are told", async (_what, statement, params, code) => {
    const response = await server.ask(statement, params);
    expect(response.headers.get("x-clickhouse-exception-code")).toBe(String(code));
    expect(await response.text()).toContain("x");
  });
});

describe("databases", () => {
  it.each(["", "safar", "default"])("%s is the shop's own", async (database) => {
    const response = await server.ask("SELECT currentDatabase(), count() FROM shop_orders", { database });
    expect(await response.text()).toBe("safar\t3\n");
  });

  it("may be named in a header", async () => {
    const response = await server.ask(
      "SELECT count() > 0 FROM tables",
      {},
      {
        headers: { "x-clickhouse-database": "information_schema" },
      },
    );
    expect(await response.text()).toBe("1\n");
  });

  it("others are unknown, as on a server: 404", async () => {
    const response = await server.ask("SELECT 1", { database: "elsewhere" });
    expect([response.status, response.headers.get("x-clickhouse-exception-code")]).toEqual([404, "81"]);
  });

  it("views with parameters are called with and without it", async () => {
    for (const name of ["safar.orders_of", "orders_of"]) {
      const response = await server.ask(`SELECT order_id FROM ${name}(customer = {c:String}) ORDER BY 1`, {
        param_c: "Ada",
      });
      expect(await response.text()).toBe("o1\no2\n");
    }
  });
});

describe("settings", () => {
  it("that change an answer are in force", async () => {
    const response = await server.ask("SELECT toDateTime(0) AS t, toUInt64(2) AS big", {
      default_format: "JSONEachRow",
      session_timezone: "Asia/Tehran",
      output_format_json_quote_64bit_integers: "1",
    });
    expect(response.headers.get("x-clickhouse-timezone")).toBe("Asia/Tehran");
    expect(await response.json()).toEqual({ t: "1970-01-01 03:30:00", big: "2" });
  });

  it("that BI tools send by habit are taken", async () => {
    const response = await server.ask("SELECT 1", {
      max_result_rows: "1048575",
      result_overflow_mode: "break",
      extremes: "0",
      max_threads: "16",
      readonly: "1",
      session_id: "s",
      session_timeout: "60",
      log_queries: "1",
      send_progress_in_http_headers: "1",
      wait_end_of_query: "1",
      buffer_size: "1000",
      max_block_size: "1000",
      connect_timeout: "10",
      client_protocol_version: "54460",
      role: "reader",
      quota_key: "k",
      async_insert: "0",
    });
    expect([response.status, await response.text()]).toEqual([200, "1\n"]);
  });

  it("cut an answer where they say so", async () => {
    const response = await server.ask("SELECT number FROM numbers(200000)", {
      max_result_rows: "100000",
      result_overflow_mode: "break",
    });
    const rows = (await response.text()).split("\n").length;
    expect(rows).toBeGreaterThan(99_999);
    expect(rows).toBeLessThan(200_000);
  });

  it("that nobody knows are told as a server does", async () => {
    const response = await server.ask("SELECT 1", { no_such_setting: "1" });
    expect([response.status, response.headers.get("x-clickhouse-exception-code")]).toEqual([404, "115"]);
  });

  it("with a value that is none are told", async () => {
    const response = await server.ask("SELECT 1", { join_use_nulls: "perhaps" });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.text()).toContain("perhaps");
  });

  it("of one request do not reach the next", async () => {
    const ask = async (params: Record<string, string>) =>
      (await server.ask("SELECT getSetting('max_result_rows'), getSetting('join_use_nulls')", params)).text();
    expect(await ask({ max_result_rows: "7", join_use_nulls: "1" })).toBe("7\ttrue\n");
    expect(await ask({})).toBe("10000000\tfalse\n");
  });
});

describe("answers", () => {
  it("have the headers of a server", async () => {
    const response = await server.ask("SELECT number FROM numbers(3)", { query_id: "my-query" });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/tab-separated-values; charset=UTF-8",
      "x-clickhouse-query-id": "my-query",
      "x-clickhouse-format": "TabSeparated",
      "x-clickhouse-timezone": expect.stringMatching(/./),
      "x-clickhouse-server-display-name": "safar",
    });
    expect(JSON.parse(response.headers.get("x-clickhouse-summary")!)).toMatchObject({
      result_rows: "3",
      result_bytes: "24",
      written_rows: "0",
      elapsed_ns: expect.stringMatching(/^\d+$/),
    });
  });

  it.each([
    ["", {}, "TabSeparated", "text/tab-separated-values; charset=UTF-8"],
    ["", { default_format: "JSON" }, "JSON", "application/json; charset=UTF-8"],
    [" FORMAT CSV", { default_format: "JSON" }, "CSV", "text/csv; charset=UTF-8; header=absent"],
    [" FORMAT CSVWithNames", {}, "CSVWithNames", "text/csv; charset=UTF-8; header=present"],
    ["", { default_format: "JSONEachRow" }, "JSONEachRow", "application/x-ndjson; charset=UTF-8"],
    [" FORMAT XML", {}, "XML", "application/xml; charset=UTF-8"],
    [" FORMAT Native", {}, "Native", "application/octet-stream"],
    [" FORMAT PrettyCompact", {}, "PrettyCompact", "text/plain; charset=UTF-8"],
  ])("SELECT%s with %o come as %s", async (clause, params, format, type) => {
    const response = await server.ask(`SELECT 1 AS format${clause}`, params as Record<string, string>);
    expect(response.headers.get("x-clickhouse-format")).toBe(format);
    expect(response.headers.get("content-type")).toBe(type);
  });

  it("come in the format of the request's header", async () => {
    const response = await server.ask(
      "SELECT 1 AS a",
      {},
      { headers: { "x-clickhouse-format": "JSONEachRow" } },
    );
    expect(await response.text()).toBe('{"a":1}\n');
  });

  it.each([
    "TabSeparated",
    "TabSeparatedWithNamesAndTypes",
    "CSV",
    "CSVWithNames",
    "JSONEachRow",
    "JSONCompactEachRow",
    "RowBinary",
    "RowBinaryWithNamesAndTypes",
    "Native",
    "Parquet",
    "Arrow",
    "Values",
    "Pretty",
    "Vertical",
    "XML",
    "MsgPack",
  ])("are the engine's own bytes in %s", async (format) => {
    const statement = "SELECT * FROM safar.shop_orders ORDER BY order_id";
    const session = server.warehouse.openSession();
    const expected: Buffer[] = [];
    try {
      const { stream } = await session.exec({
        query: statement,
        clickhouse_settings: { default_format: format } as Record<string, string>,
      });
      for await (const chunk of stream) expected.push(chunk as Buffer);
    } finally {
      await session.close();
    }
    const own = Buffer.concat(expected).toString("hex");
    expect(own).not.toBe("");
    const steady = (hex: string) => (format === "XML" ? withoutStatistics(hex) : hex);
    for (const [sql, params] of [
      [statement, { default_format: format }],
      [`${statement} FORMAT ${format}`, { default_format: "JSON" }],
    ] as const) {
      const response = await server.ask(sql, params);
      expect(steady(Buffer.from(await response.arrayBuffer()).toString("hex"))).toBe(steady(own));
    }
  });

  it("begin anew after a query that failed in its middle", async () => {
    const failed = await server.ask("SELECT throwIf(number = 500000) FROM numbers(1000000)", {
      default_format: "JSONEachRow",
    });
    expect(failed.status).toBe(500);
    expect(await failed.text()).toMatch(/^Code: 395\. DB::Exception: /);
    expect(await (await server.ask("SELECT 1")).text()).toBe("1\n");
  });

  it("to HEAD have no body", async () => {
    const response = await fetch(`${server.url}/?query=SELECT+1`, {
      method: "HEAD",
      headers: { authorization: basic("default", PASSWORD) },
    });
    expect([response.status, response.headers.get("x-clickhouse-format"), await response.text()]).toEqual([
      200,
      "TabSeparated",
      "",
    ]);
  });
});

describe("packed answers", () => {
  const rows = "SELECT number, 'a text that packs well' FROM numbers(1000)";

  /** Node's fetch unpacks by itself, so these ask without it. */
  const raw = (params: Record<string, string>, accept: string) =>
    new Promise<{ encoding: string | undefined; body: Buffer }>((resolve, reject) => {
      const request = rawRequest(
        `${server.url}/?${new URLSearchParams({ query: rows, ...params })}`,
        { headers: { "accept-encoding": accept, authorization: basic("default", PASSWORD) } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () =>
            resolve({ encoding: response.headers["content-encoding"], body: Buffer.concat(chunks) }),
          );
        },
      );
      request.on("error", reject);
      request.end();
    });

  it.each([
    ["gzip", gunzipSync],
    ["br", brotliDecompressSync],
    ["deflate", inflateSync],
  ])("come as %s when asked for", async (encoding, unpack) => {
    const plain = await raw({}, encoding);
    expect(plain.encoding).toBeUndefined();
    const packed = await raw({ enable_http_compression: "1" }, encoding);
    expect(packed.encoding).toBe(encoding);
    expect(packed.body.length).toBeLessThan(plain.body.length / 2);
    expect(unpack(packed.body).equals(plain.body)).toBe(true);
  });

  it("come plain to a client that takes no encoding of ours", async () => {
    expect((await raw({ enable_http_compression: "1" }, "xz, gzip;q=0")).encoding).toBeUndefined();
    expect((await raw({ enable_http_compression: "0" }, "gzip")).encoding).toBeUndefined();
  });
});

describe("errors", () => {
  it.each([
    ["SELECT 1 +", 400, 62, "SYNTAX_ERROR"],
    ["SELECT nope", 404, 47, "UNKNOWN_IDENTIFIER"],
    ["SELECT * FROM nope", 404, 60, "UNKNOWN_TABLE"],
    ["SELECT nope(1)", 403, 497, "ACCESS_DENIED"],
    ["SELECT 1 FORMAT Nope", 404, 73, "UNKNOWN_FORMAT"],
    ["SELECT toUInt8('x')", 400, 6, "CANNOT_PARSE_TEXT"],
    ["SELECT throwIf(1, 'my (own) words')", 500, 395, "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO"],
    ["DROP TABLE shop_orders", 500, 164, "READONLY"],
  ])("of %s: status %i, code %i %s", async (statement, status, code, name) => {
    const response = await server.ask(statement, { query_id: "failing" });
    expect([response.status, response.headers.get("x-clickhouse-exception-code")]).toEqual([
      status,
      String(code),
    ]);
    expect(response.headers.get("x-clickhouse-query-id")).toBe("failing");
    expect(response.headers.get("content-type")).toBe("text/plain; charset=UTF-8");
    const text = await response.text();
    expect(text).toMatch(
      new RegExp(
        `^Code: ${code}\\. DB::Exception: [\\s\\S]*\\. \\(${name}\\) \\(version [\\d.]+ \\(official build\\)\\)\\n$`,
      ),
    );
    expect(text).not.toContain("formatQuerySingleLine");
  });

  it("show positions in the statement as it was sent", async () => {
    const response = await server.ask("SELECT 1 +\n* 2");
    expect(await response.text()).toContain("(line 2, col 3)");
  });
});

describe("what BI tools ask when they connect", () => {
  it.each([
    "SELECT version()",
    "SELECT timezone()",
    "SELECT version(), timezone()",
    "SELECT currentUser(), currentDatabase(), displayName(), revision()",
    "SELECT name, value, readonly as readonly FROM system.settings LIMIT 10000",
    "SELECT name FROM system.databases",
    "SHOW DATABASES",
    "SHOW TABLES FROM safar",
    "SHOW TABLES FROM `safar` LIKE 'shop%'",
    "SHOW CREATE TABLE safar.shop_orders",
    "SHOW FULL COLUMNS FROM shop_orders",
    "DESCRIBE TABLE safar.shop_orders",
    "DESC safar.`shop_orders`",
    "DESCRIBE TABLE (SELECT * FROM shop_orders)",
    "EXISTS TABLE safar.shop_orders",
    "SELECT * FROM system.tables WHERE database = 'safar'",
    "SELECT table, name, type FROM system.columns WHERE database = 'safar' ORDER BY table, position",
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'safar'",
    "SELECT name, is_aggregate FROM system.functions",
    "SELECT * FROM system.data_type_families",
    "SELECT name FROM system.table_engines",
    "SELECT name FROM system.formats WHERE is_output",
    "SELECT 1 IN system.one",
    "EXPLAIN SELECT * FROM shop_customers",
    "EXPLAIN AST SELECT 1",
    "SELECT * FROM shop_customers LIMIT 0 FORMAT RowBinaryWithNamesAndTypes",
    "/* ApplicationName=DBeaver */ SELECT 1;",
    "SELECT * APPLY(toString) FROM shop_orders",
    "WITH t AS (SELECT * FROM shop_orders) SELECT count() FROM t AS a JOIN safar.shop_orders AS b USING (order_id)",
    "SELECT o.customer, sumIf(o.paid, o.paid > 1) OVER (PARTITION BY o.customer) FROM safar.shop_orders AS o WINDOW w AS ()",
  ])("%s", async (statement) => {
    const response = await server.ask(statement);
    expect([await response.text(), response.status]).toEqual([expect.not.stringMatching(/^Code: /), 200]);
  });
});

function withoutStatistics(hex: string): string {
  return Buffer.from(hex, "hex")
    .toString()
    .replace(/<statistics>[\s\S]*<\/statistics>/, "");
}
