import { readdirSync, readFileSync } from "node:fs";
import type { JourneyDefinition } from "@safar/schemas";
import { describe, expect, it } from "vitest";
import { createDescribe } from "../../../dashboard/src/journeys/describe.js";
import { type FlowPart, flowOf } from "../../../dashboard/src/journeys/flow.js";
import { en } from "../../../dashboard/src/journeys/words/en.js";
import { fa } from "../../../dashboard/src/journeys/words/fa.js";
import { drawnJourney } from "./drawn-journey.js";

const FOLDER = new URL("../../../journeys/", import.meta.url);
const shipped = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as JourneyDefinition);

/** Names of nodes in the order in which they are drawn, and of what pointers point to. */
function drawn(parts: readonly FlowPart[]): { steps: string[]; jumps: string[] } {
  const steps: string[] = [];
  const jumps: string[] = [];
  const walk = (list: readonly FlowPart[]) => {
    for (const part of list) {
      if (part.is === "jump") jumps.push(part.to);
      if (part.is !== "step") continue;
      steps.push(part.name);
      for (const way of part.ways) walk(way.parts);
    }
  };
  walk(parts);
  return { steps, jumps };
}

const branch = (yes: string, no: string) => ({ type: "if", condition: { trait: "a", is: 1 }, yes, no });
const track = (next: string) => ({ type: "track", event: "E", next });
const flow = (nodes: object, start = "a") => flowOf({ start, nodes } as never);

describe("the flow", () => {
  it.each(shipped)("draws each node of $name once, without pointers, and one end", (definition) => {
    const { steps, jumps } = drawn(flowOf(definition));
    expect(steps.toSorted()).toEqual(Object.keys(definition.nodes).toSorted());
    expect(jumps).toEqual([]);
    expect(flowOf(definition).at(-1)).toEqual({ is: "end" });
  });

  it("draws ways beside each other until the node at which they meet", () => {
    const parts = flow({ a: branch("b", "c"), b: track("d"), c: track("d"), d: track("end") });
    expect(parts.map((part) => (part.is === "step" ? part.name : part.is))).toEqual(["a", "d", "end"]);
    expect(drawn(parts).steps).toEqual(["a", "b", "c", "d"]);
  });

  it("points to a node that another way has drawn", () => {
    const parts = flow({
      ...{ a: branch("b", "c"), b: branch("x", "y"), c: branch("y", "end") },
      ...{ x: track("end"), y: track("end") },
    });
    expect(drawn(parts)).toEqual({ steps: ["a", "b", "x", "y", "c"], jumps: ["y"] });
  });

  it("draws each node of any journey once", () => {
    for (let seed = 0; seed < 300; seed++) {
      const definition = drawnJourney(seed);
      const { steps, jumps } = drawn(flowOf(definition));
      expect(steps.toSorted(), `seed ${seed}`).toEqual(Object.keys(definition.nodes).toSorted());
      for (const to of jumps) expect(steps).toContain(to);
    }
  });
});

describe.each([
  ["en", en],
  ["fa", fa],
] as const)("what a definition means, in %s", (language, words) => {
  const say = createDescribe(words, language);

  it.each(shipped)("is said of each place of $name", (definition) => {
    const sentences = [
      say.entry(definition.entry),
      ...Object.values(definition.nodes).map((node) => say.node(node)),
    ];
    for (const sentence of [...sentences, say.again(definition.entry)]) {
      expect(sentence).not.toMatch(/[{}]|undefined|NaN|\[object/);
    }
    for (const sentence of sentences) expect(sentence.trim()).not.toBe("");
  });

  it("says conditions with their numbers, times and values", () => {
    const condition = {
      all: [
        { did: "Order Completed", atLeast: 2, atMost: 4, within: "3 months" },
        { not: { trait: "city", oneOf: ["Tehran", "Shiraz"] } },
        {
          any: [
            { property: "price", above: 10 },
            { didNot: "Product Viewed", sinceEntry: true },
          ],
        },
        { trait: "birthday", told: false },
      ],
    };
    const said = say.node({ type: "if", condition, yes: "a", no: "b" } as never);
    expect(said).toBe(
      language === "en"
        ? "did this 2 to 4 times in the last 3 months: orders; and not: “city” of the person is one of “Tehran” or “Shiraz”; and (“price” of what began it is above 10; or did not do this since coming in: looks at a product); and “birthday” of the person is not known"
        : "این کار را کرده باشد ۲ تا ۴ بار در ۳ ماه گذشته: ثبت سفارش؛ و چنین نباشد: «city» مشتری یکی از «Tehran» یا «Shiraz» باشد؛ و («price» در رویداد آغاز بیش از ۱۰ باشد؛ یا این کار را نکرده باشد از زمان ورود: دیدن کالا)؛ و «birthday» مشتری معلوم نباشد",
    );
  });
});
