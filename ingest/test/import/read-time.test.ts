import { describe, expect, test } from "vitest";
import { readDateFormat } from "../../src/import/date-format.js";
import { readTime } from "../../src/import/read-time.js";

const read = (text: string, timeZone = "Europe/London", format?: string) => {
  const time = readTime(text, {
    timeZone,
    format: format === undefined ? undefined : readDateFormat(format),
  });
  return "at" in time ? new Date(time.at).toISOString() : undefined;
};

describe("a written time", () => {
  test("is local to the zone, in winter and in summer", () => {
    expect(read("2010-12-01 08:26:00")).toBe("2010-12-01T08:26:00.000Z");
    expect(read("2011-06-01 08:26:00")).toBe("2011-06-01T07:26:00.000Z");
    expect(read("2024-03-15 12:00", "Asia/Tehran")).toBe("2024-03-15T08:30:00.000Z");
  });

  test("may leave out seconds or the time, or have a fraction", () => {
    expect(read("2011-06-01T08:26")).toBe("2011-06-01T07:26:00.000Z");
    expect(read("2011-06-01")).toBe("2011-05-31T23:00:00.000Z");
    expect(read("2011-06-01T08:26:01.123456")).toBe("2011-06-01T07:26:01.123Z");
  });

  test("with an offset or Z is that moment, whatever the zone", () => {
    expect(read("2011-06-01T08:26:00Z")).toBe("2011-06-01T08:26:00.000Z");
    expect(read("2011-06-01 08:26:00+03:30")).toBe("2011-06-01T04:56:00.000Z");
    expect(read("2011-06-01 08:26 +0200")).toBe("2011-06-01T06:26:00.000Z");
    expect(read("2011-06-01 08:26:00-05")).toBe("2011-06-01T13:26:00.000Z");
  });

  test("that happens twice means the first time", () => {
    expect(read("2011-10-30 01:30:00")).toBe("2011-10-30T00:30:00.000Z");
    expect(read("2024-11-03 01:30:00", "America/New_York")).toBe("2024-11-03T05:30:00.000Z");
  });

  test("that never happens is moved on by what the clocks skipped", () => {
    expect(read("2011-03-27 01:30:00")).toBe("2011-03-27T01:30:00.000Z"); // 02:30 BST
    expect(read("2024-03-10 02:30:00", "America/New_York")).toBe("2024-03-10T07:30:00.000Z"); // 03:30 EDT
  });

  test("in Tehran has no summer time since September 2022", () => {
    expect(read("2023-07-01 00:00:00", "Asia/Tehran")).toBe("2023-06-30T20:30:00.000Z");
    expect(read("2022-07-01 00:00:00", "Asia/Tehran")).toBe("2022-06-30T19:30:00.000Z");
    expect(read("2022-03-22 00:30:00", "Asia/Tehran")).toBe("2022-03-21T21:00:00.000Z");
  });

  test("a day without midnight begins when it begins", () => {
    expect(read("2022-03-22", "Asia/Tehran")).toBe("2022-03-21T20:30:00.000Z"); // 01:00 +04:30
  });

  test.each(["", "yesterday", "01/12/2010 08:26", "2011-02-30", "2011-13-01", "2011-06-01 25:00", "1e3"])(
    "that can't be read is undefined: %j",
    (text) => expect(read(text)).toBeUndefined(),
  );

  test("may be of the Jalali calendar", () => {
    const tehran = "Asia/Tehran";
    expect(read("1403/12/30", tehran)).toBe("2025-03-19T20:30:00.000Z");
    expect(read("1404-01-01 10:00", tehran)).toBe("2025-03-21T06:30:00.000Z");
    expect(read("30/12/1403", tehran)).toBe("2025-03-19T20:30:00.000Z");
    // 1404 is no leap year.
    expect(read("1404-12-30", tehran)).toBeUndefined();
  });

  test("may be a number, whose size says what it counts", () => {
    expect(read("45717.5", "UTC")).toBe("2025-03-01T12:00:00.000Z");
    expect(read("45717.5", "Asia/Tehran")).toBe("2025-03-01T08:30:00.000Z");
    expect(read("1740830400")).toBe("2025-03-01T12:00:00.000Z");
    expect(read("1740830400123")).toBe("2025-03-01T12:00:00.123Z");
    expect(read("20250301", "UTC")).toBe("2025-03-01T00:00:00.000Z");
    expect(read("123")).toBeUndefined();
  });

  test("may have a clock of twelve hours, or the zone by its name", () => {
    expect(read("2025-03-01 2:05 PM", "UTC")).toBe("2025-03-01T14:05:00.000Z");
    expect(read("2025-03-01 12:05 am", "UTC")).toBe("2025-03-01T00:05:00.000Z");
    expect(read("2025-03-01 13:05 PM", "UTC")).toBeUndefined();
    expect(read("2025-03-01 14:05:09 UTC", "Asia/Tehran")).toBe("2025-03-01T14:05:09.000Z");
  });

  test("with the year last is read where only one reading is possible, or the column shows which", () => {
    expect(read("31.12.2025 08:00", "UTC")).toBe("2025-12-31T08:00:00.000Z");
    expect(read("01.03.2025", "UTC")).toBe("2025-03-01T00:00:00.000Z");
    expect(read("31/05/2024", "UTC")).toBe("2024-05-31T00:00:00.000Z");
    expect(read("05/31/2024", "UTC")).toBe("2024-05-31T00:00:00.000Z");
    expect(read("03/04/2024", "UTC")).toBeUndefined();
    expect(readTime("03/04/2024", { timeZone: "UTC" })).toEqual({
      problem: expect.stringContaining("--date-format"),
    });
    expect(readTime("03/04/2024", { timeZone: "UTC", first: "day" })).toMatchObject({
      at: Date.UTC(2024, 3, 3),
    });
    expect(readTime("03/04/2024", { timeZone: "UTC", first: "month" })).toMatchObject({
      at: Date.UTC(2024, 2, 4),
    });
  });

  test.each([
    ["DD/MM/YYYY HH:mm", "03/04/2024 14:05", "2024-04-03T14:05:00.000Z"],
    ["M/D/YY h:mm A", "3/4/24 2:05 PM", "2024-03-04T14:05:00.000Z"],
    ["MMM D, YYYY", "March 4, 2024", "2024-03-04T00:00:00.000Z"],
    ["jYYYY/jMM/jDD", "1403/01/15", "2024-04-03T00:00:00.000Z"],
    ["excel-1904", "44255.5", "2025-03-01T12:00:00.000Z"],
    ["YYYY-MM-DD HH:mm Z", "2024-04-03 14:05 +0200", "2024-04-03T12:05:00.000Z"],
  ])("is read as %s says: %s", (format, text, moment) => expect(read(text, "UTC", format)).toBe(moment));

  test("that is written otherwise than its format says is refused", () => {
    expect(read("2024-04-03", "UTC", "DD/MM/YYYY")).toBeUndefined();
    expect(read("31/02/2024", "UTC", "DD/MM/YYYY")).toBeUndefined();
    expect(() => readDateFormat("HH:mm")).toThrow("YYYY");
  });
});
