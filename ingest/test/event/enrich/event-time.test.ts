import { describe, expect, it } from "vitest";
import { eventTime } from "../../../src/event/enrich/event-time.js";

const NOW = Date.parse("2026-03-01T12:00:00.000Z");
const MINUTE = 60_000;
const DAY = 86_400_000;

describe("eventTime", () => {
  it("keeps the sender's time when its clock is right", () => {
    expect(eventTime("2026-03-01T11:00:00Z", NOW - 10_000, NOW)).toEqual({
      at: NOW - 60 * MINUTE,
      rule: "sender",
    });
  });

  it("keeps times of ten years ago, which a backfill sends", () => {
    expect(eventTime("2016-01-01T00:00:00Z", NOW, NOW)).toEqual({ at: Date.UTC(2016, 0, 1), rule: "sender" });
  });

  it.each([
    ["a day ahead", DAY],
    ["a day behind", -DAY],
    ["in the year 1970", 1000 - NOW],
    ["in the year 9999", Date.UTC(9999, 0, 1) - NOW],
  ])("puts a clock right that is %s", (_, skew) => {
    const occurred = NOW - 5 * MINUTE;
    const timestamp = new Date(occurred + skew).toISOString();
    expect(eventTime(timestamp, NOW + skew, NOW)).toEqual({ at: occurred, rule: "corrected" });
  });

  it("takes a slow network for slow, not for a wrong clock", () => {
    expect(eventTime(NOW - 90_000, NOW - 60_000, NOW)).toEqual({ at: NOW - 90_000, rule: "sender" });
  });

  it.each([
    ["no time at all", undefined],
    ["null", null],
    ["the year 9999 by a right clock", "9999-12-31T23:59:59Z"],
    ["the year 1", "0001-01-01T00:00:00Z"],
    ["two minutes ahead", NOW + 2 * MINUTE],
    ["no number", Number.NaN],
  ])("dates an event at its receipt that has %s", (_, timestamp) => {
    expect(eventTime(timestamp, NOW, NOW)).toEqual({ at: NOW, rule: "received" });
  });

  it("takes a clock that is not told for right", () => {
    expect(eventTime(NOW - DAY, undefined, NOW)).toEqual({ at: NOW - DAY, rule: "sender" });
  });
});
