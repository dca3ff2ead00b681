import { expect, it } from "vitest";
import { dueMoment } from "../../../src/journeys/engine/due-look.js";

const at = (text: string) => Date.parse(text);
const since = at("2000-01-01T00:00:00Z");

/** All moments that come due while the engine looks every minute. */
function momentsBetween(schedule: Parameters<typeof dueMoment>[0], from: string, to: string, zone: string) {
  const moments: string[] = [];
  let last: number | undefined = at(from) - 1;
  for (let now = at(from); now < at(to); now += 60_000) {
    const due = dueMoment(schedule, { since, last }, now, zone);
    if (due === undefined) continue;
    moments.push(new Date(due).toISOString());
    expect(now - due).toBeLessThan(60_000);
    last = due;
  }
  return moments;
}

const NIGHTLY = { every: "day", at: "02:30" } as const;

it("an hour that New York leaves out is the one after it, and of one that comes twice the first is meant", () => {
  expect(momentsBetween(NIGHTLY, "2026-03-07T00:00Z", "2026-03-10T00:00Z", "America/New_York")).toEqual([
    "2026-03-07T07:30:00.000Z",
    "2026-03-08T07:30:00.000Z",
    "2026-03-09T06:30:00.000Z",
  ]);
  const early = { every: "day", at: "01:30" } as const;
  expect(momentsBetween(early, "2026-10-31T00:00Z", "2026-11-03T00:00Z", "America/New_York")).toEqual([
    "2026-10-31T05:30:00.000Z",
    "2026-11-01T05:30:00.000Z",
    "2026-11-02T06:30:00.000Z",
  ]);
});

it("ten o'clock in Tehran stays ten o'clock over its clock changes, and the midnight that it left out is one o'clock", () => {
  const morning = { every: "day", at: "10:00" } as const;
  expect(momentsBetween(morning, "2022-03-21T00:00Z", "2022-03-24T00:00Z", "Asia/Tehran")).toEqual([
    "2022-03-21T06:30:00.000Z",
    "2022-03-22T05:30:00.000Z",
    "2022-03-23T05:30:00.000Z",
  ]);
  expect(momentsBetween(morning, "2022-09-21T00:00Z", "2022-09-23T00:00Z", "Asia/Tehran")).toEqual([
    "2022-09-21T05:30:00.000Z",
    "2022-09-22T06:30:00.000Z",
  ]);
  const midnight = { every: "day", at: "00:30" } as const;
  expect(momentsBetween(midnight, "2022-03-20T12:00Z", "2022-03-23T12:00Z", "Asia/Tehran")).toEqual([
    "2022-03-20T21:00:00.000Z",
    "2022-03-21T21:00:00.000Z",
    "2022-03-22T20:00:00.000Z",
  ]);
});

it("weeks have weekdays, and months days, of the shop's calendar", () => {
  const weekly = { every: "week", on: "saturday", at: "00:15" } as const;
  expect(momentsBetween(weekly, "2026-11-01T00:00Z", "2026-11-15T00:00Z", "Asia/Tehran")).toEqual([
    "2026-11-06T20:45:00.000Z",
    "2026-11-13T20:45:00.000Z",
  ]);
  const monthly = { every: "month", on: 1, at: "10:00" } as const;
  expect(momentsBetween(monthly, "2026-10-25T00:00Z", "2026-12-05T00:00Z", "America/New_York")).toEqual([
    "2026-11-01T15:00:00.000Z",
    "2026-12-01T15:00:00.000Z",
  ]);
});

it("makes up for the last moment that was missed within a day, and for none from before it was published", () => {
  const schedule = { every: "day", at: "09:00" } as const;
  const due = (now: string, about: { since?: string; last?: string }) =>
    dueMoment(
      schedule,
      { since: at(about.since ?? "2000-01-01T00:00Z"), last: about.last ? at(about.last) : undefined },
      at(now),
      "UTC",
    );
  expect(due("2026-05-05T11:00Z", { last: "2026-05-01T09:00Z" })).toBe(at("2026-05-05T09:00Z"));
  expect(due("2026-05-05T08:59Z", { last: "2026-05-01T09:00Z" })).toBe(at("2026-05-04T09:00Z"));
  expect(due("2026-05-05T11:00Z", { last: "2026-05-05T09:00Z" })).toBeUndefined();
  expect(due("2026-05-05T11:00Z", { since: "2026-05-05T10:00Z" })).toBeUndefined();
  const monthly = { every: "month", on: 1, at: "09:00" } as const;
  expect(dueMoment(monthly, { since, last: undefined }, at("2026-05-02T08:59Z"), "UTC")).toBe(
    at("2026-05-01T09:00Z"),
  );
  expect(dueMoment(monthly, { since, last: undefined }, at("2026-05-02T09:01Z"), "UTC")).toBeUndefined();
});
