import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Safar } from "../../src/browser/calls.js";
import { createSafar } from "../../src/browser/safar.js";

let safar: Safar;

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  vi.stubGlobal("document", { referrer: "" });
  // Without a collector each call is a drop at once, which its listeners are told of.
  [safar] = createSafar({ writeKey: "k", host: "" }, "safar", undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("calls the listeners of a name in their order, each with a value of its own", () => {
  const heard: [string, unknown][] = [];
  safar.on("drop", (value) => heard.push(["first", value]));
  safar.on("error", (value) => heard.push(["error", value]));
  safar.on("drop", (value) => heard.push(["second", value]));
  safar.track("Product Viewed", { product_id: "p" });
  expect(heard).toMatchObject([
    ["first", { reason: "consent" }],
    ["second", { reason: "consent" }],
  ]);
  const [[, first], [, second]] = heard as [[string, object], [string, object]];
  expect(first).not.toBe(second);
});

it("calls nobody any more who stopped with what on() returned", () => {
  const listener = vi.fn();
  const off = safar.on("drop", listener);
  off();
  safar.track("Product Viewed", { product_id: "p" });
  expect(listener).not.toHaveBeenCalled();
});

it("makes no value where nobody listens", () => {
  const parse = vi.spyOn(JSON, "parse");
  safar.track("Product Viewed", { product_id: "p" });
  expect(safar.stats.dropped).toEqual({ consent: 1 });
  expect(parse).not.toHaveBeenCalled();
});

it("calls a listener twice that was added twice, and none that is added meanwhile", () => {
  let calls = 0;
  const listener = () => {
    calls++;
    safar.on("drop", listener);
  };
  safar.on("drop", listener);
  safar.on("drop", listener);
  safar.track("Product Viewed", { product_id: "p" });
  expect(calls).toBe(2);
});

it("warns of a listener that throws or rejects, and calls the others", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const heard: string[] = [];
  safar.on("drop", () => {
    throw new Error("thrown");
  });
  safar.on("drop", () => Promise.reject(new Error("rejected")));
  safar.on("drop", ({ reason }) => heard.push(reason));
  safar.track("Product Viewed", { product_id: "p" });
  await turn();
  expect(heard).toEqual(["consent"]);
  expect(warn.mock.calls.map(([error]) => (error as Error).message)).toEqual(["thrown", "rejected"]);
});
