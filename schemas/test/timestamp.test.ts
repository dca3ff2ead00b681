import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timestampMillis } from "../src/timestamp.js";

const instant = fc.date({
  min: new Date("0000-01-01T00:00:00.000Z"),
  max: new Date("9999-12-31T23:59:59.999Z"),
  noInvalidDate: true,
});

describe("timestampMillis", () => {
  it("reads every instant that JavaScript writes", () => {
    fc.assert(fc.property(instant, (date) => timestampMillis(date.toISOString()) === date.getTime()));
  });

  it("reads local times with their offset as JavaScript does", () => {
    const part = (max: number) => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, "0"));
    fc.assert(
      fc.property(instant, fc.constantFrom("+", "-"), part(14), part(59), (date, sign, hours, minutes) => {
        const text = `${date.toISOString().slice(0, -1)}${sign}${hours}:${minutes}`;
        expect(timestampMillis(text)).toBe(Date.parse(text));
        expect(timestampMillis(text.replace(/:(\d\d)$/, "$1"))).toBe(Date.parse(text));
      }),
    );
  });

  it("agrees with the calendar about which days there are", () => {
    const days = fc.record({ year: fc.nat(9999), month: fc.nat(14), day: fc.nat(33) });
    fc.assert(
      fc.property(days, ({ year, month, day }) => {
        const text = [
          String(year).padStart(4, "0"),
          ...[month, day].map((n) => String(n).padStart(2, "0")),
        ].join("-");
        const date = new Date(0);
        date.setUTCFullYear(year, month - 1, day);
        const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
        expect(timestampMillis(text)).toBe(exists ? date.getTime() : undefined);
      }),
    );
  });

  it.each([
    ["2024-05-01", "2024-05-01T00:00:00.000Z"],
    ["2024-05-01T10:30", "2024-05-01T10:30:00.000Z"],
    ["2024-05-01 10:30:15", "2024-05-01T10:30:15.000Z"],
    ["2024-05-01t10:30:15z", "2024-05-01T10:30:15.000Z"],
    ["2024-05-01T10:30:15,5Z", "2024-05-01T10:30:15.500Z"],
    ["2024-05-01T10:30:15.123999999Z", "2024-05-01T10:30:15.123Z"],
    ["2024-05-01T10:30:15.57Z", "2024-05-01T10:30:15.570Z"],
    ["2024-05-01T10:30:15+03", "2024-05-01T07:30:15.000Z"],
    ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"],
    ["0001-01-01", "0001-01-01T00:00:00.000Z"],
    [1714559415000.9, "2024-05-01T10:30:15.000Z"],
    [0, "1970-01-01T00:00:00.000Z"],
  ])("reads %j as %s", (value, expected) => {
    expect(new Date(timestampMillis(value) ?? Number.NaN).toISOString()).toBe(expected);
  });

  it.each([
    "",
    "yesterday",
    "1714559415000",
    "2023-02-29",
    "2024-05-01T24:00:00Z",
    "2024-05-01T10:60:00Z",
    "2024-05-01T10:00:61Z",
    "2024-05-01T10:00:00+24:00",
    "2024-05-01T10:00:00+03:60",
    "2024-05-01T",
    "2024-05-01T10:00:00Z ",
    "20240501",
    "12024-05-01",
    "Wed, 01 May 2024 10:30:15 GMT",
    8.7e15,
    Number.POSITIVE_INFINITY,
    Number.NaN,
    null,
    undefined,
    true,
    [],
    {},
    new Date(),
  ])("refuses %j", (value) => {
    expect(timestampMillis(value)).toBeUndefined();
  });
});
