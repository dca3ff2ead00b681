import { setImmediate as turn } from "node:timers/promises";
import { afterEach, expect, it, vi } from "vitest";
import { createListeners } from "../../src/browser/listeners.js";

afterEach(() => {
  vi.restoreAllMocks();
});

it("calls the listeners of a name in their order, each with a value of its own", () => {
  const { on_: on, emit_: emit } = createListeners<{ drop: { n: number }; error: string }>();
  const heard: unknown[] = [];
  on("drop", (value) => heard.push(["first", value]));
  on("error", (value) => heard.push(["error", value]));
  on("drop", (value) => heard.push(["second", value]));
  emit("drop", () => ({ n: 1 }));
  expect(heard).toEqual([
    ["first", { n: 1 }],
    ["second", { n: 1 }],
  ]);
  const [[, first], [, second]] = heard as [[string, object], [string, object]];
  expect(first).not.toBe(second);
});

it("makes no value where nobody listens, and stops with what on() returned", () => {
  const { on_: on, emit_: emit } = createListeners<{ drop: number }>();
  const makeValue = vi.fn(() => 1);
  const off = on("drop", () => {});
  off();
  emit("drop", makeValue);
  expect(makeValue).not.toHaveBeenCalled();
});

it("calls a listener twice that was added twice, and none that is added meanwhile", () => {
  const { on_: on, emit_: emit } = createListeners<{ drop: number }>();
  let calls = 0;
  const listener = () => {
    calls++;
    on("drop", listener);
  };
  on("drop", listener);
  on("drop", listener);
  emit("drop", () => 1);
  expect(calls).toBe(2);
});

it("warns of a listener that throws or rejects, and calls the others", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const { on_: on, emit_: emit } = createListeners<{ drop: number }>();
  const heard: number[] = [];
  on("drop", () => {
    throw new Error("thrown");
  });
  on("drop", () => Promise.reject(new Error("rejected")));
  on("drop", (value) => heard.push(value));
  emit("drop", () => 7);
  await turn();
  expect(heard).toEqual([7]);
  expect(warn.mock.calls.map(([error]) => (error as Error).message)).toEqual(["thrown", "rejected"]);
});
