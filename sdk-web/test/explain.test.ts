import { isbot } from "isbot";
import { afterEach, describe, expect, it, vi } from "vitest";
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

describe("a browser that a program drives", () => {
  afterEach(() => vi.unstubAllGlobals());
  const saidTo = (userAgent: string) => {
    vi.stubGlobal("navigator", { userAgent });
    return warningsOf({ type: "track", event: "Order Completed", properties: { revenue: 5 } });
  };
  const chrome = (name: string) =>
    `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) ${name}/120.0.0.0 Safari/537.36`;

  it.each([chrome("HeadlessChrome"), chrome("Cypress/13.6.0 Chrome"), "Mozilla/5.0 PhantomJS/2.1"])(
    "is told once that no figure counts its events: %s",
    (userAgent) => {
      expect(saidTo(userAgent)).toEqual([expect.stringContaining("no figure counts them")]);
      expect(isbot(userAgent)).toBe(true);
    },
  );

  it("is not meant where a person's browser asks", () => {
    expect(saidTo(chrome("Chrome"))).toEqual([]);
    expect(isbot(chrome("Chrome"))).toBe(false);
  });
});
