import { beforeEach, expect, it, vi } from "vitest";

let newId: typeof import("../../src/browser/message-id.js").newId;

// Ids only grow on a page: each test is a new one.
beforeEach(async () => {
  vi.resetModules();
  ({ newId } = await import("../../src/browser/message-id.js"));
});

it("makes UUIDs of version 7 that only grow, also in one millisecond and when the clock is set back", () => {
  const now = Date.UTC(2026, 10, 26);
  const ids = [...Array.from({ length: 5_000 }, () => newId(now)), newId(now - 86_400_000), newId(now + 1)];
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

it("says the time in its first 48 bits", () => {
  const now = Date.UTC(2026, 10, 26, 12);
  expect(Number.parseInt(newId(now).replaceAll("-", "").slice(0, 12), 16)).toBe(now);
});

it("has its form on a clock that stands at its beginning", () => {
  expect(newId(0)).toHaveLength(36);
});
