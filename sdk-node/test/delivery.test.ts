import { createServer } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { noDrops } from "../../sdk-web/src/core/index.js";
import { Safar } from "../src/index.js";
import { acknowledgement, type Reply, startSink } from "./sink.js";
import { idsOf, someIds, startTracking } from "./tracking.js";

const retryAfter = (status: number, seconds: number) => ({
  status,
  headers: { "retry-after": `${seconds}` },
});

/** How the collector itself refuses a batch. */
const refusal = (status: number) => ({ status, body: '{"success":false,"code":"a_code","message":"No."}' });

it("delivers events as the wire asks for, over connections that stay open", async () => {
  const { sink, safar, track } = await startTracking({ flushAt: 2, maxInFlight: 1 });
  track("a", "b", "c", "d", "e");
  expect(await safar.flush()).toBe(true);
  expect(sink.arrivals.map(({ batch }) => idsOf(batch))).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  expect(new Set(sink.arrivals.map(({ connection }) => connection)).size).toBe(1);
  const [first] = sink.arrivals;
  expect(first).toMatchObject({
    path: "/v1/batch",
    headers: {
      authorization: `Basic ${btoa("key:")}`,
      "content-type": "application/json",
      "user-agent": "@safar/node/0.1.0",
    },
  });
  expect(first?.headers).not.toHaveProperty("x-retry-count");
  expect(first?.batch[0]).toEqual({
    type: "track",
    messageId: "a",
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    userId: "u1",
    event: "Cart Viewed",
    properties: { cart_id: "a" },
    context: { library: { name: "@safar/node", version: "0.1.0" } },
  });
  expect(safar.stats).toEqual({ tracked: 5, queued: 0, inFlight: 0, sent: 5, dropped: noDrops() });
});

it("keeps the path of a host, and compresses when told to", async () => {
  const sink = await startSink();
  const safar = new Safar({ writeKey: "k", host: `${sink.host}/safar/`, gzip: true });
  for (const userId of someIds(50)) safar.identify({ userId, traits: { plan: "gold" } });
  await safar.close();
  await sink.close();
  expect(sink.arrivals[0]).toMatchObject({
    path: "/safar/v1/batch",
    headers: { "content-encoding": "gzip" },
  });
  expect(sink.arrivals[0]?.bytes).toBeLessThan(2_000);
  expect(sink.taken).toHaveLength(50);
});

it("sends an event again with its own id and time, and the time of the new sending", async () => {
  const { sink, safar, track, errors } = await startTracking();
  sink.reply((_, count) => (count < 3 ? { status: 503 } : "accept"));
  track("a");
  await safar.flush();
  const [first, second, third] = sink.arrivals;
  expect(sink.arrivals).toHaveLength(3);
  expect(second?.batch).toEqual(first?.batch);
  expect(third?.batch).toEqual(first?.batch);
  expect(Date.parse(third?.sentAt ?? "")).toBeGreaterThan(Date.parse(first?.sentAt ?? ""));
  expect(sink.arrivals.map(({ headers }) => headers["x-retry-count"])).toEqual([undefined, "1", "2"]);
  expect(errors.map(({ code, retryInMs }) => [code, Number(retryInMs) > 0])).toEqual([
    ["http_503", true],
    ["http_503", true],
  ]);
});

it("keeps events while the collector is down, and delivers each once when it comes back", async () => {
  const gone = await startSink();
  await gone.close();
  const { safar, track, errors, drops } = await startTracking({ host: gone.host, flushAt: 10 });
  track(...someIds(95));
  expect(await safar.flush({ timeout: 150 })).toBe(false);
  expect(safar.stats).toMatchObject({ queued: 55, inFlight: 40, sent: 0 });
  expect(errors[0]).toMatchObject({ code: "network", message: expect.stringContaining("ECONNREFUSED") });
  const back = await startSink(gone.port);
  onTestFinished(() => back.close());
  expect(await safar.flush()).toBe(true);
  expect(idsOf(back.taken).sort()).toEqual(someIds(95).sort());
  expect(drops).toEqual([]);
});

it.each([503, 429])("waits with all it has as long as a %i asks for", async (status) => {
  const { sink, safar, track } = await startTracking({ flushAt: 1, maxInFlight: 3 });
  sink.reply((_, count) => (count === 1 ? retryAfter(status, 1) : "accept"));
  track("a");
  await expect.poll(() => sink.arrivals.length).toBe(1);
  await expect.poll(() => safar.stats.inFlight).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  track("b", "c");
  await safar.flush();
  const [refused, ...later] = sink.arrivals;
  for (const { at } of later) expect(at - (refused?.at ?? 0)).toBeGreaterThanOrEqual(990);
  expect(later.flatMap(({ batch }) => idsOf(batch)).sort()).toEqual(["a", "b", "c"]);
});

it("splits batches that are too large, and lets go only the event that is", async () => {
  const { sink, safar, track, drops } = await startTracking({ flushAt: 16 });
  sink.reply(({ batch }) => (idsOf(batch).includes("e7") || batch.length > 8 ? refusal(413) : "accept"));
  track(...someIds(16));
  await safar.flush();
  expect(idsOf(sink.taken)).toEqual(someIds(16).filter((id) => id !== "e7"));
  expect(drops).toMatchObject([{ reason: "too_large", code: "http_413", messageId: "e7" }]);
  expect(sink.arrivals.map(({ batch }) => batch.length)).toEqual([16, 8, 4, 4, 2, 2, 1, 1, 8]);
});

it.each([
  [400, "rejected"],
  [401, "unauthorized"],
  [403, "rejected"],
])("lets a batch go that is answered with %i, says so, and goes on", async (status, reason) => {
  const { sink, safar, track, drops, errors } = await startTracking({ flushAt: 2, maxInFlight: 1 });
  sink.reply((_, count) => (count === 1 ? refusal(status) : "accept"));
  track("a", "b", "c");
  await safar.flush();
  expect(sink.arrivals).toHaveLength(2);
  expect(idsOf(sink.taken)).toEqual(["c"]);
  expect(drops.map((drop) => [drop.reason, drop.code, drop.messageId])).toEqual([
    [reason, `http_${status}`, "a"],
    [reason, `http_${status}`, "b"],
  ]);
  expect(errors).toMatchObject([{ name: "SafarDeliveryError", reason, retryInMs: undefined }]);
  expect(safar.stats).toMatchObject({ tracked: 3, sent: 1, dropped: { [reason]: 2 } });
});

it("tells of each event that the collector refused, and sends none of the batch again", async () => {
  const { sink, safar, track, drops } = await startTracking();
  const rejected = [{ index: 1, messageId: "b", code: "order_id_missing", message: "Give it an order_id." }];
  sink.reply({ status: 200, body: JSON.stringify({ success: true, accepted: 2, rejected }) });
  const flushes: unknown[] = [];
  safar.on("flush", (counts) => flushes.push(counts));
  track("a", "b", "c");
  await safar.flush();
  expect(sink.arrivals).toHaveLength(1);
  expect(flushes).toEqual([{ accepted: 2, rejected: 1 }]);
  expect(drops).toMatchObject([
    { reason: "rejected", code: "order_id_missing", message: "Give it an order_id.", messageId: "b" },
  ]);
  expect(JSON.parse(drops[0]?.json ?? "")).toMatchObject({ properties: { cart_id: "b" } });
});

it.each([400, 401, 403, 405, 410, 413, 451])(
  "does not take a firewall's or a proxy's %i for the collector's refusal",
  async (status) => {
    const { sink, safar, track, drops, errors } = await startTracking();
    sink.reply((_, count) => (count === 1 ? { status, body: "<h1>Blocked</h1>" } : "accept"));
    track("a");
    await safar.flush();
    expect(idsOf(sink.taken)).toEqual(["a"]);
    expect(drops).toEqual([]);
    expect(errors).toMatchObject([{ code: `http_${status}` }]);
  },
);

it("does not take a page of something else for an acknowledgement", async () => {
  const { sink, safar, track, errors } = await startTracking();
  sink.reply((_, count) => (count === 1 ? { status: 200, body: "<html>Welcome</html>" } : "accept"));
  track("a");
  await safar.flush();
  expect(sink.arrivals).toHaveLength(2);
  expect(errors).toMatchObject([{ code: "not_a_collector" }]);
});

it("sends on while a slow answer is awaited", async () => {
  const { sink, safar, track } = await startTracking({ flushAt: 1, maxInFlight: 2 });
  sink.reply(async (_, count): Promise<Reply> => {
    if (count === 1) await new Promise((resolve) => setTimeout(resolve, 300));
    return "accept";
  });
  track("slow", "a", "b", "c");
  await expect.poll(() => idsOf(sink.taken)).toEqual(["a", "b", "c"]);
  expect(safar.stats).toMatchObject({ inFlight: 1, sent: 3 });
  await safar.flush();
  expect(sink.arrivals).toHaveLength(4);
});

it.each(["cut", "halve"] as const)("sends again when the connection is lost: %s", async (loss) => {
  const { sink, safar, track, errors } = await startTracking();
  sink.reply((_, count) => (count === 1 ? loss : "accept"));
  track("a");
  await safar.flush();
  expect(sink.arrivals.map(({ batch }) => idsOf(batch))).toEqual([["a"], ["a"]]);
  expect(errors).toMatchObject([{ code: "network" }]);
  expect(safar.stats).toMatchObject({ tracked: 1, sent: 1 });
});

it("gives a host that accepts and never answers up in time, and sends again", async () => {
  const { sink, safar, track, errors } = await startTracking({ requestTimeout: 100 });
  sink.reply((_, count) => (count === 1 ? "hang" : "accept"));
  track("a");
  await safar.flush();
  expect(errors).toMatchObject([{ code: "timeout", message: expect.stringContaining("100 ms") }]);
  expect(idsOf(sink.taken)).toEqual(["a"]);
});

it("is not held up by an answer that trickles in", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    const trickle = setInterval(() => socket.write(" "), 20);
    socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n"));
    socket.once("close", () => clearInterval(trickle));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const { safar, track, drops } = await startTracking({
    host: `http://127.0.0.1:${port}`,
    requestTimeout: 100,
    maxAttempts: 2,
  });
  track("a");
  await safar.flush();
  expect(drops).toMatchObject([{ reason: "gave_up", code: "timeout" }]);
});

it("goes on after the collector was restarted between two batches", async () => {
  const { sink, safar, track } = await startTracking();
  track("a");
  await safar.flush();
  await sink.close();
  const again = await startSink(sink.port);
  onTestFinished(() => again.close());
  track("b");
  await safar.flush();
  expect(idsOf(sink.taken)).toEqual(["a"]);
  expect(idsOf(again.taken)).toEqual(["b"]);
});

it("gives up when told how often or how long it may try", async () => {
  for (const limit of [{ maxAttempts: 3 }, { maxRetryAge: 60 }]) {
    const { sink, safar, track, drops } = await startTracking(limit);
    sink.reply({ status: 500 });
    track("a");
    await safar.flush();
    expect(drops).toMatchObject([{ reason: "gave_up", code: "http_500", messageId: "a" }]);
    expect(sink.taken).toEqual([]);
  }
});

it("does not lose itself in an answer without end", async () => {
  const { sink, safar, track, errors } = await startTracking();
  const body = acknowledgement(1) + " ".repeat(5 * 1024 * 1024);
  sink.reply((_, count) => (count === 1 ? { status: 200, body } : "accept"));
  track("a");
  await safar.flush();
  expect(errors).toMatchObject([{ code: "network", message: expect.stringContaining("answer is longer") }]);
});

it("names the cause when no address of a host answers", async () => {
  const gone = await startSink();
  await gone.close();
  const { track, safar, errors } = await startTracking({
    host: gone.host.replace("127.0.0.1", "localhost"),
    maxAttempts: 1,
  });
  track("a");
  await safar.flush();
  expect(errors[0]?.message).toContain("ECONNREFUSED");
});

it("speaks TLS to an https host, and trusts nobody without a certificate", async () => {
  const greetings: number[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (bytes) => {
      greetings.push(bytes[0] ?? 0);
      socket.end("HTTP/1.1 200 OK\r\n\r\n");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const { safar, track, drops } = await startTracking({ host: `https://127.0.0.1:${port}`, maxAttempts: 1 });
  track("a");
  await safar.flush();
  const handshake = 22;
  expect(greetings).toEqual([handshake]);
  expect(drops).toMatchObject([{ reason: "gave_up", code: "network" }]);
});
