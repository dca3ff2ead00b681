import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { expect, it } from "vitest";
import { logOptions, requestId } from "../../../src/output/logging/logger.js";
import { WarehouseError } from "../../../src/store/warehouse/warehouse.js";
import { startServe } from "../../journey/serve-process.js";

/** What stands in requests and must stand in no log: wherever it is put, it holds this word. */
const PERSONAL = "zaphod";

it("no log line of a run tells of a person, a key or a secret, not even the most talkative one", async () => {
  const folder = await mkdtemp(join(tmpdir(), "safar-logs-"));
  const server = await startServe(folder, [], { SAFAR_LOG_LEVEL: "trace" });
  let secret = "";
  try {
    const basic = `Basic ${btoa(`${server.writeKey}:${PERSONAL}`)}`;
    const headers = {
      authorization: basic,
      "user-agent": `Mozilla/5.0 ${PERSONAL}`,
      "x-request-id": "from-the-proxy-1",
      "x-forwarded-for": "203.0.113.77",
      referer: `https://shop.example/${PERSONAL}`,
      cookie: `session=${PERSONAL}`,
    };
    const event = {
      userId: PERSONAL,
      messageId: PERSONAL,
      properties: { email: `${PERSONAL}@shop.example` },
    };
    const bodies = [
      JSON.stringify({
        batch: [
          { type: "track", event: PERSONAL, ...event },
          { type: PERSONAL, ...event },
        ],
      }),
      `{"batch": ${PERSONAL}`,
      JSON.stringify({ writeKey: `wk_${PERSONAL}`, ...event }),
      JSON.stringify(`${PERSONAL}`.repeat(100_000)),
    ];
    for (const body of bodies) {
      for (const path of [
        "/v1/batch",
        `/v1/track?writeKey=wk_${PERSONAL}`,
        `/${PERSONAL}?email=${PERSONAL}`,
      ]) {
        const answer = await fetch(`${server.collector}${path}`, { method: "POST", headers, body });
        expect(answer.headers.get("x-request-id")).toBe("from-the-proxy-1");
        await answer.text();
      }
    }
    await fetch(`${server.collector}/v1/batch`, {
      method: "POST",
      headers: { authorization: `Bearer wk_${PERSONAL}` },
      body: bodies[0]!,
    });
    await server.rows(`SELECT '${PERSONAL}'`);
    await server.rows(`SELECT ${PERSONAL} FROM nowhere`).catch(() => {});
    await fetch(`${server.clickhouse}/?user=default&password=${PERSONAL}&query=SELECT+1`);
    secret = `Bearer ${PERSONAL}`;
    await fetch(`${server.ops}/operator/tail?user=${PERSONAL}`, { headers: { authorization: secret } });
    const { hostname, port } = new URL(server.collector);
    const raw = connect({ host: hostname, port: Number(port) });
    raw.on("error", () => {});
    raw.end(`GET /${PERSONAL} HTTP/9.9\r\n${PERSONAL}\r\n\r\n`);
    await sleep(200);
  } finally {
    await server.end("SIGTERM");
    await rm(folder, { recursive: true });
  }
  // Where the servers listen is nobody's address.
  const log = server.stderr().replaceAll(/^.*Server listening at.*$\n/gm, "");
  const lines = log
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.filter(({ msg }) => msg === "answered").length).toBeGreaterThanOrEqual(13);
  expect(lines.filter(({ reqId }) => reqId === "from-the-proxy-1").length).toBeGreaterThanOrEqual(12);
  for (const private_ of [PERSONAL, server.writeKey, server.password, "203.0.113", "127.0.0.1", "email"])
    expect(log).not.toContain(private_);
});

it("an error is told without the row that the engine quotes", () => {
  const lines: string[] = [];
  const logger = pino(logOptions("info"), { write: (line: string) => void lines.push(line) });
  const quoted = `Cannot parse input: expected ',' before: '"${PERSONAL}"': (at row 1) (in query: INSERT INTO x "${PERSONAL}")`;
  const cause = new WarehouseError(quoted, "CANNOT_PARSE_INPUT", false);
  logger.error({ err: new Error("The warehouse refused an insert", { cause }) }, "refused");
  expect(lines.join("")).not.toContain(PERSONAL);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    err: {
      type: "Error",
      cause: { code: "CANNOT_PARSE_INPUT", message: expect.stringContaining("Cannot parse") },
    },
  });
});

it.each([
  ["req-1.a:b/C_2", true],
  ["x".repeat(128), true],
  ["x".repeat(129), false],
  ["two words", false],
  ["ann@shop.example", false],
  ['"},{"level":60', false],
  ["", false],
])("takes %j for a request's id: %s", (given, taken) => {
  const id = requestId({ headers: { "x-request-id": given } });
  if (taken) expect(id).toBe(given);
  else expect(id).toMatch(/^[\da-f-]{36}$/);
});
