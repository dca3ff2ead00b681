import { describe, expect, test } from "vitest";
import { readLocalTime } from "../../src/import/local-time.js";

const read = (text: string, zone = "Europe/London") => {
  const at = readLocalTime(text, zone);
  return at === undefined ? undefined : new Date(at).toISOString();
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

  test("a day without midnight begins when it begins", () => {
    expect(read("2022-03-22", "Asia/Tehran")).toBe("2022-03-21T20:30:00.000Z"); // 01:00 +04:30
  });

  test.each([
    "",
    "yesterday",
    "01/12/2010 08:26",
    "2011-02-30",
    "2011-13-01",
    "2011-06-01 25:00",
    "20110601",
    "1e3",
  ])("that can't be read is undefined: %j", (text) => expect(read(text)).toBeUndefined());
});
