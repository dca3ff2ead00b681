import type { Socket } from "node:net";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { connectRaw, readRaw, sendRaw } from "../../raw-http.js";
import { startCollector, type TestCollector } from "../collector.js";

let collector: TestCollector;
beforeAll(async () => {
  collector = await startCollector({
    SAFAR_REQUEST_TIMEOUT_MS: 2_000,
    SAFAR_MAX_PENDING_MIB: 1,
    SAFAR_MAX_CONNECTIONS: 100,
  });
});
afterAll(() => collector.stop());

/** The code and status of an answer that was read as text. */
function answerOf(text: string) {
  const [, status = "", body = ""] =
    /^HTTP\/1\.1 (\d{3}) [^\r]*\r\n[\s\S]*?\r\n\r\n([\s\S]*)$/.exec(text) ?? [];
  return `${status} ${JSON.parse(body).code}`;
}
const request = (headers: string, body = "") =>
  `POST /v1/batch HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${collector.writeKey}\r\n${headers}\r\n${body}`;
const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 30_000 });
const isServed = async () => (await collector.post("/v1/batch", '{"batch":[]}')).status;

it("whoever is slow is let go, however they are, and others are served meanwhile", async () => {
  const beginnings = [
    "",
    "POST /v1/batch HTTP/1.1\r\nHost: a\r\nX: ",
    request("Content-Length: 100000\r\n"),
    request("Transfer-Encoding: chunked\r\n", 'ffff\r\n{"bat'),
  ];
  const slow = beginnings.flatMap((beginning) =>
    Array.from({ length: 10 }, async () => {
      const socket = await connectRaw(collector.collector);
      socket.write(beginning);
      // A byte now and then does not make it any faster.
      const drip = setInterval(() => beginning !== "" && socket.write("a"), 500);
      const { text, ended } = await readRaw(socket, { quietMs: 30_000 });
      clearInterval(drip);
      expect(ended).toBe(true);
      return text === "" ? "silence" : answerOf(text);
    }),
  );
  expect(await isServed()).toBe(200);
  expect(new Set(await Promise.all(slow))).toEqual(new Set(["408 too_slow"]));
});

it("headers over 16 KiB are refused in the words of the closed list", async () => {
  const { text, ended } = await sendRaw(collector.collector, request(`X: ${"a".repeat(17 * 1024)}\r\n`));
  expect([answerOf(text), ended]).toEqual(["431 headers_too_large", true]);
});

it("an answer that is due is not mistaken for that to the broken request behind it", async () => {
  const body = JSON.stringify({ batch: [{ type: "page", userId: "u", messageId: "before-broken" }] });
  const good = request(`Content-Length: ${body.length}\r\n`, body);
  const { text } = await sendRaw(collector.collector, `${good}BROKEN\r\n\r\n`, { quietMs: 2_000 });
  expect(text).not.toContain("bad_request");
  await soon(async () =>
    expect(await collector.rows("SELECT 1 FROM events WHERE message_id = 'before-broken'")).toHaveLength(1),
  );
});

it("bodies that stay under way hold no more memory than there is; the slowest are cut off, and others are served", async () => {
  const most = "a".repeat(300_000);
  const sockets: Socket[] = [];
  const cut: number[] = [];
  for (let n = 0; n < 6; n++) {
    const socket = await connectRaw(collector.collector);
    socket.on("close", () => cut.push(n));
    socket.write(request("Content-Length: 400000\r\n", most));
    sockets.push(socket);
    await soon(() => expect(socket.writableLength).toBe(0));
  }
  await soon(() => expect(cut.length).toBeGreaterThan(0));
  expect(cut[0]).toBe(0);
  expect(await isServed()).toBe(200);
  for (const socket of sockets) socket.destroy();
});

it("over the most connections those that were quiet for longest are closed, and honest senders get in", async () => {
  const strangers: Socket[] = [];
  for (const begins of ["", "POST /v1/batch HTTP/1.1\r\nX: ", request("Content-Length: 99\r\n", "{")]) {
    for (let n = 0; n < 150; n++) {
      const socket = await connectRaw(collector.collector);
      socket.write(begins);
      strangers.push(socket);
    }
    expect(await isServed()).toBe(200);
  }
  const agent = await connectRaw(collector.collector);
  agent.write(request("Content-Length: 12\r\n", '{"batch":[]}'));
  expect((await readRaw(agent, { quietMs: 5_000, until: (text) => text.includes("}") })).text).toContain(
    "200 OK",
  );
  await soon(() => expect(strangers.filter(({ destroyed }) => !destroyed).length).toBeLessThanOrEqual(100));
  for (const socket of [agent, ...strangers]) socket.destroy();
});

it("the operator's port answers however many hold it", async () => {
  const held: Socket[] = [];
  for (let n = 0; n < 150; n++) held.push(await connectRaw(collector.ops));
  expect((await fetch(`${collector.ops}/livez`)).status).toBe(200);
  for (const socket of held) socket.destroy();
});
