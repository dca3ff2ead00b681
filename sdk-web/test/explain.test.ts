import { afterEach, expect, it, vi } from "vitest";
import type { EventStep, SafarEvents } from "../src/browser/events.js";
import { explain } from "../src/explain.js";

afterEach(() => vi.restoreAllMocks());

/** What the console says of an event that was just made. */
function warningsOf(event: Partial<EventStep["event"]>): unknown[] {
  vi.spyOn(console, "info").mockReturnValue();
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  const listeners = new Map<string, (value: never) => unknown>();
  explain({
    on: (name: keyof SafarEvents, listener: (value: never) => unknown) => {
      listeners.set(name, listener);
      return () => {};
    },
  } as never);
  const step = { step: "made", messageId: "m", event, attempt: undefined } as EventStep;
  listeners.get("event")!(step as never);
  listeners.get("event")!({ ...step, step: "queued" } as never);
  return warn.mock.calls.flat();
}

it("names what was probably meant, once, where no figure reads a name", () => {
  expect(warningsOf({ type: "track", event: "Order Complete" })).toEqual([
    'Safar: no figure reads "Order Complete". Did you mean "Order Completed"?',
  ]);
});

it.each([
  ["a known name", { type: "track", event: "Order Completed", properties: { revenue: 5 } }],
  ["a name of the shop's own", { type: "track", event: "Gift Wrapped" }],
  ["a page of such a name", { type: "page", name: "Order Complete" }],
] as const)("says nothing of %s", (_, event) => {
  expect(warningsOf(event)).toEqual([]);
});
