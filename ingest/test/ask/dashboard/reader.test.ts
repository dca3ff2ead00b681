import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildDashboard } from "../../../src/ask/dashboard/app.js";
import { openReader } from "../../../src/ask/dashboard/reader.js";

/** A ClickHouse that answers as each test says: what is tested is what the dashboard makes of it. */
let clickhouse: Server;
let asked: IncomingMessage[];
let bodies: string[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let app: FastifyInstance;
let page: string;
let cookie: string;
/** What an operator is told of. */
let logged: string[];

const SECRET = "a secret";
const LIMIT_MS = 1_000;

beforeEach(async () => {
  asked = [];
  bodies = [];
  clickhouse = createServer((request, response) => {
    const place = asked.push(request) - 1;
    bodies[place] = "";
    request.setEncoding("utf8").on("data", (part: string) => {
      bodies[place] += part;
    });
    answer(request, response);
  }).listen(0, "127.0.0.1");
  await once(clickhouse, "listening");
  const { port } = clickhouse.address() as AddressInfo;
  const reader = openReader({
    url: `http://127.0.0.1:${port}`,
    username: "reader",
    password: "p",
    timeLimit: LIMIT_MS,
  });
  logged = [];
  const logger = pino({ level: "error" }, { write: (line: string) => void logged.push(line) });
  app = await buildDashboard({ reader, secrets: { viewer: SECRET }, logger });
  page = await app.listen({ host: "127.0.0.1", port: 0 });
  const signedIn = await fetch(`${page}/dashboard/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ secret: SECRET }),
  });
  cookie = signedIn.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
});

afterEach(async () => {
  clickhouse.closeAllConnections();
  await app.close();
  clickhouse.close();
});

const ask = (signal?: AbortSignal) =>
  fetch(`${page}/dashboard/ask/sources`, { headers: { cookie }, ...(signal ? { signal } : {}) });

const fails =
  (status: number, code: number, name: string) => (_: IncomingMessage, response: ServerResponse) =>
    response
      .writeHead(status, { "x-clickhouse-exception-code": String(code) })
      .end(`Code: ${code}. DB::Exception: It is as it is. (${name}) (version 25.8.1.1)`);

describe("a question whose ClickHouse", () => {
  it("answers is read with a limit, and stopped there when nobody waits", async () => {
    answer = (_, response) => response.end('{"source_id":"shop","time_zone":"UTC","currency":"EUR"}\n');
    expect(await (await ask()).json()).toEqual({
      rows: [{ source_id: "shop", time_zone: "UTC", currency: "EUR" }],
    });
    const settings = new URL(asked[0]?.url ?? "", "http://x").searchParams;
    expect(settings.get("max_execution_time")).toBe(String(LIMIT_MS / 1000));
    expect(settings.get("cancel_http_readonly_queries_on_client_close")).toBe("1");
    expect(settings.get("database")).toBe("safar");
  });

  it("lets a user set nothing is asked without settings, from then on", async () => {
    answer = (request, response) => {
      if (request.url?.includes("max_execution_time")) fails(500, 164, "READONLY")(request, response);
      else response.end("");
    };
    expect(await (await ask()).json()).toEqual({ rows: [] });
    expect(await (await ask()).json()).toEqual({ rows: [] });
    expect(asked.map(({ url }) => url?.includes("max_execution_time"))).toEqual([true, false, false]);
  });

  it("does not answer is given up when the reader moves on", async () => {
    const left = new Promise<void>((resolve) => {
      answer = (_, response) => void response.once("close", () => resolve());
    });
    const moving = new AbortController();
    const waiting = ask(moving.signal).catch((error: Error) => error.name);
    await expect.poll(() => asked.length).toBe(1);
    moving.abort();
    expect(await waiting).toBe("AbortError");
    await left;
    await sleep(100);
    expect(logged).toEqual([]);
  });

  it("answers late signs nobody in again who signed out meanwhile", async () => {
    const rows = new Promise<ServerResponse>((resolve) => {
      answer = (_, response) => resolve(response);
    });
    const asking = ask();
    const response = await rows;
    const signedOut = await fetch(`${page}/dashboard/session`, { method: "DELETE", headers: { cookie } });
    expect(signedOut.headers.getSetCookie()[0]).toContain("Expires=Thu, 01 Jan 1970");
    response.end("");
    const late = await asking;
    expect(await late.json()).toEqual({ rows: [] });
    expect(late.headers.getSetCookie()).toEqual([]);
  });

  it("does not answer in time ends as too slow, and is told to end it", async () => {
    answer = () => {};
    const late = await ask();
    expect(late.status).toBe(504);
    expect(await late.json()).toMatchObject({ code: "too_slow" });
    const query = new URL(asked[0]?.url ?? "", "http://x").searchParams.get("query_id");
    await expect.poll(() => bodies[1]).toContain(`KILL QUERY WHERE query_id = '${query}' SYNC`);
  });

  it.each([
    [500, 159, "TIMEOUT_EXCEEDED", 504, "too_slow"],
    [500, 202, "TOO_MANY_SIMULTANEOUS_QUERIES", 429, "too_busy"],
    [403, 516, "AUTHENTICATION_FAILED", 502, "refused"],
    [403, 497, "ACCESS_DENIED", 502, "refused"],
    [404, 60, "UNKNOWN_TABLE", 502, "schema_missing"],
    [400, 36, "BAD_ARGUMENTS", 400, "bad_question"],
    [500, 241, "MEMORY_LIMIT_EXCEEDED", 503, "too_large"],
    [500, 243, "NOT_ENOUGH_SPACE", 503, "unavailable"],
  ])("answers %i, %i %s ends as %i %s, and tells nothing of it", async (status, code, name, ends, told) => {
    answer = fails(status, code, name);
    const response = await ask();
    expect(response.status).toBe(ends);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ success: false, code: told });
    expect(text).not.toContain("DB::Exception");
  });

  it("is gone ends as unavailable, and comes back by itself", async () => {
    const { port } = clickhouse.address() as AddressInfo;
    answer = (_, response) => response.end("");
    clickhouse.closeAllConnections();
    await new Promise((resolve) => clickhouse.close(resolve));
    const gone = await ask();
    expect([gone.status, gone.headers.get("retry-after")]).toEqual([503, "1"]);
    clickhouse.listen(port, "127.0.0.1");
    await once(clickhouse, "listening");
    expect((await ask()).status).toBe(200);
  });
});
