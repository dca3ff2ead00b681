import { expect, it, vi } from "vitest";
import { SafarArgumentError } from "../src/index.js";
import { idsOf, startTracking } from "./tracking.js";

it("counts calls that make no event, throws nothing, and delivers their neighbours", async () => {
  const { sink, safar, drops, track } = await startTracking();
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  track("before");
  const bad: unknown[] = [
    undefined,
    null,
    "Order Completed",
    {},
    { userId: "u1" },
    { event: "x" },
    { userId: "u1", event: "x", properties: { price: 10n } },
    { userId: "u1", event: "x", properties: cycle },
    { userId: "u1", event: "x", timestamp: new Date("no") },
    { userId: "u1", event: "x", properties: { text: "x".repeat(1024 * 1024) } },
    Object.defineProperty({}, "userId", {
      get() {
        throw new Error("no user");
      },
    }),
  ];
  for (const call of bad) {
    expect(() => safar.track(call as never)).not.toThrow();
    expect(() => safar.order.complete(call as never)).not.toThrow();
    expect(() => safar.identify(call as never)).not.toThrow();
    expect(() => safar.alias(call as never)).not.toThrow();
  }
  track("after");
  await safar.flush();
  const ids = idsOf(sink.taken);
  expect([ids[0], ids.at(-1)]).toEqual(["before", "after"]);
  const { tracked, sent, dropped } = safar.stats;
  expect(tracked).toBe(2 + 4 * bad.length);
  expect(tracked - sent).toBe(drops.length);
  expect(Object.keys(dropped).filter((reason) => dropped[reason as keyof typeof dropped] > 0)).toEqual([
    "invalid",
    "not_serialisable",
    "too_large",
  ]);
});

it("takes odd but valid values as JSON does, without the halves of cut emojis", async () => {
  const { sink, safar } = await startTracking();
  safar.track({
    userId: "u1",
    event: "x",
    properties: {
      at: new Date(0),
      gone: undefined,
      nan: Number.NaN,
      text: "\ud800a\u0000",
      map: new Map([[1, 2]]),
    },
  });
  await safar.flush();
  expect(sink.taken[0]?.properties).toEqual({
    at: "1970-01-01T00:00:00.000Z",
    nan: null,
    text: "a\u0000",
    map: {},
  });
});

it("throws for such a call when it is strict, and counts nothing", async () => {
  const { safar, drops } = await startTracking({ strict: true });
  expect(() => safar.track({ userId: "u1" } as never)).toThrow(SafarArgumentError);
  expect(() => safar.order.complete({} as never)).toThrow(expect.objectContaining({ code: "id_missing" }));
  safar.track({ userId: "u1", event: "x", properties: { price: 1n } });
  expect(safar.stats.tracked).toBe(1);
  expect(drops).toMatchObject([{ reason: "not_serialisable" }]);
});

it("refuses a timeout that is none", async () => {
  const { safar } = await startTracking();
  await expect(safar.flush({ timeout: -1 })).rejects.toThrow(SafarArgumentError);
  await expect(safar.close({ timeout: "soon" as never })).rejects.toThrow("`timeout` must be milliseconds");
});

it("survives listeners that fail, and warns of them", async () => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const { sink, safar, track } = await startTracking();
  for (const name of ["drop", "flush", "error"] as const) {
    safar.on(name, () => {
      throw new Error(`${name} listener`);
    });
    safar.on(name, async () => {
      throw new Error(`${name} listener, later`);
    });
  }
  sink.reply((_, count) => (count === 1 ? { status: 503 } : "accept"));
  safar.track({} as never);
  track("a");
  await safar.flush();
  await expect.poll(() => warn.mock.calls.length).toBe(6);
  expect(idsOf(sink.taken)).toEqual(["a"]);
  warn.mockRestore();
});

it("lets a listener track in its turn", async () => {
  const { sink, safar, track } = await startTracking();
  const stop = safar.on("flush", () => {
    stop();
    track("from the listener");
  });
  track("a");
  await safar.flush();
  await safar.flush();
  expect(idsOf(sink.taken)).toEqual(["a", "from the listener"]);
});
