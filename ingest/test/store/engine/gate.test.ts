import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { startCollector, type TestCollector } from "../../collect/collector.js";
import { connectRaw, readRaw } from "../../raw-http.js";

/** More than ClickHouse has threads for (its max_connections is 4,096). */
const STRANGERS = 5_000;
const AT_ONCE = 250;

let collector: TestCollector;
let native: string;
beforeAll(async () => {
  collector = await startCollector();
  native = `http://${collector.clickhouseNative}`;
});
afterAll(() => collector.stop());

const held: Socket[] = [];
afterEach(() => {
  for (const socket of held.splice(0)) socket.destroy();
});

/** Connections that say the same and then nothing more. */
async function hold(address: string, count: number, says = ""): Promise<void> {
  const { hostname, port } = new URL(address);
  for (let n = 0; n < count; n += AT_ONCE) {
    const opened = Array.from({ length: AT_ONCE }, () => connect(Number(port), hostname));
    await Promise.all(
      opened.map((socket) =>
        once(
          socket.on("error", () => {}),
          "connect",
        ).catch(() => {}),
      ),
    );
    for (const socket of opened) if (says !== "") socket.write(says);
    held.push(...opened);
  }
}

const track = async (userId: string) => {
  const event = { type: "track", event: "Signed Up", userId, messageId: userId };
  return (await collector.post("/v1/track", JSON.stringify(event))).status;
};

const HEAD = "POST / HTTP/1.1\r\nHost: a\r\n";
const NO_PASSWORD = `${HEAD}Content-Length: 8\r\n\r\nSELECT 1`;

it.each([
  ["say nothing to the HTTP port", () => collector.clickhouse, ""],
  ["begin a request", () => collector.clickhouse, HEAD],
  ["ask without a password and stay", () => collector.clickhouse, NO_PASSWORD],
  ["promise a body and send none", () => collector.clickhouse, `${HEAD}Content-Length: 9\r\n\r\n`],
  ["say nothing to the native port", () => native, ""],
  ["begin a native hello", () => native, "\0\u0004te"],
])("events are acknowledged, and analysts answered, while strangers %s", async (what, address, says) => {
  await hold(address(), STRANGERS, says);
  for (let n = 0; n < 5; n++) expect(await track(`${what} ${n}`)).toBe(200);
  expect(await collector.rows("SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

it("ends a connection that asks for nothing, however it drips", async () => {
  for (const [address, says] of [
    [collector.clickhouse, HEAD],
    [native, "\0"],
  ] as const) {
    const socket = await connectRaw(address);
    socket.write(says);
    const drip = setInterval(() => socket.write("a"), 500);
    const { ended } = await readRaw(socket, { quietMs: 30_000 });
    clearInterval(drip);
    expect(ended).toBe(true);
  }
});

it("lets what analysts send and get through as it is", async () => {
  const ask = (statement: string, init: RequestInit = {}) =>
    fetch(`${collector.clickhouse}/?${new URLSearchParams({ query: statement })}`, {
      ...init,
      headers: { "x-clickhouse-user": "default", "x-clickhouse-key": collector.clickhousePassword },
    });
  const long = await ask(`SELECT length('${"a".repeat(200_000)}')`, { method: "POST" });
  expect((await long.text()).trim()).toBe("200000");
  const large = await ask("SELECT number FROM numbers(3000000) FORMAT TSV");
  expect((await large.text()).split("\n")).toHaveLength(3_000_001);
  const inPieces = await connectRaw(collector.clickhouse);
  const key = `X-ClickHouse-User: default\r\nX-ClickHouse-Key: ${collector.clickhousePassword}\r\n`;
  for (const piece of ["POST /", " HTTP/1.1\r\nHost: a\r", `\n${key}Content-Length: 8\r\n\r`, "\nSELECT 2"]) {
    inPieces.write(piece);
    await sleep(50);
  }
  inPieces.end();
  expect((await readRaw(inPieces, { quietMs: 5_000 })).text).toMatch(/^HTTP\/1\.1 200[\s\S]*\r\n2\n/);
});
