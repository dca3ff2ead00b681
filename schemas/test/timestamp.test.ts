import fc from "fast-check";
import { LosslessNumber } from "lossless-json";
import { describe, expect, it } from "vitest";
import { timestampMillis, toldTime } from "../src/timestamp.js";
import { UNREADABLE } from "../src/told.js";

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
    ["۲۰۲۴-۰۵-۰۱", "2024-05-01T00:00:00.000Z"],
    [1740830400, "2025-03-01T12:00:00.000Z"],
    [1740830400.123, "2025-03-01T12:00:00.123Z"],
    [1740830400000, "2025-03-01T12:00:00.000Z"],
    [1740830400000000, "2025-03-01T12:00:00.000Z"],
    [new LosslessNumber("1740830400000000000"), "2025-03-01T12:00:00.000Z"],
    ["1740830400", "2025-03-01T12:00:00.000Z"],
    ["1740830400.5", "2025-03-01T12:00:00.500Z"],
    ["1740830400000", "2025-03-01T12:00:00.000Z"],
    ["۱۷۴۰۸۳۰۴۰۰", "2025-03-01T12:00:00.000Z"],
    [100_000_000, "1973-03-03T09:46:40.000Z"],
  ])("reads %j as %s", (value, expected) => {
    expect(new Date(timestampMillis(value) ?? Number.NaN).toISOString()).toBe(expected);
  });

  it.each([
    "",
    "yesterday",
    "2023-02-29",
    "2024-05-01T24:00:00Z",
    "2024-05-01T10:60:00Z",
    "2024-05-01T10:00:61Z",
    "2024-05-01T10:00:00+24:00",
    "2024-05-01T10:00:00+03:60",
    "2024-05-01T",
    "20240501",
    "12024-05-01",
    "Wed, 01 May 2024 10:30:15 GMT",
    0,
    -1,
    12345678,
    20250301,
    20250301120000,
    "20250301120000",
    8.7e16,
    1e300,
    { toString: 1 },
    Number.POSITIVE_INFINITY,
    Number.NaN,
    null,
    undefined,
    true,
    [],
    {},
    new Date(),
  ] as unknown[])("refuses %j", (value) => {
    expect(timestampMillis(value)).toBeUndefined();
  });
});

describe("toldTime", () => {
  it.each<[unknown, unknown]>([
    [null, undefined],
    [undefined, undefined],
    // Go and .NET write no time so.
    ["0001-01-01T00:00:00Z", undefined],
    ["1900-01-01T00:00:00Z", Date.UTC(1900, 0, 1)],
    ["1899-12-31T23:59:59.999Z", UNREADABLE],
    // A date of the Persian calendar.
    ["1403-12-30T10:00:00Z", UNREADABLE],
    ["", undefined],
    [" \u200e\n", undefined],
    [" 2025-03-01T12:00:00Z\n", Date.UTC(2025, 2, 1, 12)],
    ["\u200f1740830400 ", 1_740_830_400_000],
    // new Date(null)
    ["1970-01-01T00:00:00.000Z", UNREADABLE],
    ["1970-01-01T03:30:00+03:30", UNREADABLE],
    ["1970-01-01T00:00:00.001Z", 1],
    ["2025/03/01", UNREADABLE],
    ["01/03/2025", UNREADABLE],
    ["2025-02-30", UNREADABLE],
    [true, UNREADABLE],
  ])("of %o is %o", (value, told) => {
    expect(toldTime(value)).toBe(told);
  });
});
