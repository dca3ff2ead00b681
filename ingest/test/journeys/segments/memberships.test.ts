import { expect, it } from "vitest";
import { Memberships } from "../../../src/journeys/segments/memberships.js";
import { localText, momentOfText, momentsOf } from "../../../src/journeys/simulate/moments.js";

it("tells who was in a segment when, and when they came in", () => {
  const members = new Memberships();
  members.add(10, ["a", "b"]);
  members.add(20, ["b", "c"]);
  members.add(30, ["a", "c"]);
  expect([...members.people()].sort()).toEqual(["a", "b", "c"]);
  const wasIn = (person: string) => [5, 10, 19, 20, 25, 30, 99].map((at) => members.isIn(person, at));
  expect(wasIn("a")).toEqual([false, true, true, false, false, true, true]);
  expect(wasIn("b")).toEqual([false, true, true, true, true, false, false]);
  expect(wasIn("d")).toEqual([false, false, false, false, false, false, false]);
  expect(members.joined("a", false)).toEqual([30]);
  expect(members.joined("a", true)).toEqual([10, 30]);
  expect(members.joined("c", false)).toEqual([20]);
});

it("has the moments of a schedule by the shop's clock, also where it changes", () => {
  const [since, until] = [Date.parse("2026-03-06T00:00:00Z"), Date.parse("2026-04-02T00:00:00Z")];
  const iso = (moments: number[]) => moments.map((at) => new Date(at).toISOString().slice(0, 16));
  const newYork = "America/New_York";
  expect(
    iso(momentsOf({ every: "week", on: "sunday", at: "09:00" }, since, until, newYork)).slice(0, 2),
  ).toEqual(["2026-03-08T13:00", "2026-03-15T13:00"]);
  expect(iso(momentsOf({ every: "month", at: "10:00" }, since, until, newYork))).toEqual([
    "2026-04-01T14:00",
  ]);
  expect(momentsOf({ every: "day", at: "23:00" }, since, until, newYork)).toHaveLength(27);
  const at = momentOfText("2026-03-08 09:00:00", newYork);
  expect(new Date(at).toISOString()).toBe("2026-03-08T13:00:00.000Z");
  expect(localText(at, newYork)).toBe("2026-03-08 09:00:00");
});
