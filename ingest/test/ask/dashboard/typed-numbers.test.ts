import { expect, it } from "vitest";
import { numberFrom } from "../../../dashboard/src/calendar.js";

it.each([
  ["1404", 1404],
  [" ۱۴۰۴ ", 1404],
  ["١٤٠٤", 1404],
  ["۱۴04", 1404],
  ["0", 0],
])("takes %j as the number %i", (typed, number) => expect(numberFrom(typed)).toBe(number));

it.each(["", " ", "14o4", "-1", "1.5", "۱۴٬۰۴", "1e3", "१"])("takes %j as no number", (typed) =>
  expect(numberFrom(typed)).toBeNaN(),
);
