import type { JourneyDefinition } from "@safar/schemas";
import { expect, it } from "vitest";
import { notSetUp } from "../../../src/journeys/dashboard/not-set-up.js";

const send = (...channels: ("email" | "sms" | "push")[]) => ({
  ...{ type: "send", channels, message: { en: { text: "Hello" } }, next: "end" },
});
const nodes = (all: object) => ({ nodes: all }) as Pick<JourneyDefinition, "nodes">;

it.each([
  ["everything is there", nodes({ a: send("email") }), ["email"], []],
  ["one of several channels is there", nodes({ a: send("push", "email") }), ["email"], []],
  [
    "no channel of a step is there",
    nodes({ a: send("push", "sms"), b: send("email") }),
    ["email"],
    ["push", "sms"],
  ],
  [
    "a step sends web-hooks",
    nodes({ a: { type: "webhook" }, b: { type: "webhook" } }),
    ["email"],
    ["webhook"],
  ],
  ["no step sends", nodes({ a: { type: "delay", for: "1 hour", next: "end" } }), [], []],
] as const)("names what is missing where %s", (_, definition, setUp, missing) => {
  expect(notSetUp(definition, new Set(setUp))).toEqual(missing);
});

it("says nothing where another process sends", () => {
  expect(notSetUp(nodes({ a: send("sms") }), undefined)).toEqual([]);
});
