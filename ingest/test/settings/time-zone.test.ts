import { expect, test } from "vitest";
import { isTimeZone } from "../../src/settings/time-zone.js";

test("time zones are known by their IANA names", () => {
  expect(["Europe/London", "UTC", "Asia/Tehran"].every(isTimeZone)).toBe(true);
  expect(["Europe/Nowhere", "", "GMT+25"].some(isTimeZone)).toBe(false);
});
