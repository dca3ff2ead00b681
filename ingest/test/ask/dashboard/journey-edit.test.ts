import { readdirSync, readFileSync } from "node:fs";
import type { JourneyDefinition } from "@safar/schemas";
import { describe, expect, it } from "vitest";
import {
  BLANK_JOURNEY,
  blankNode,
  freshName,
  NODE_KINDS,
} from "../../../dashboard/src/journeys/edit/blank.js";
import { readDefinition, writeDefinition } from "../../../dashboard/src/journeys/edit/definition-text.js";
import { layoutOf, type Placed, spotsOf } from "../../../dashboard/src/journeys/edit/layout.js";
import { changesBetween, merge } from "../../../dashboard/src/journeys/edit/merge.js";
import {
  hasCircle,
  insertAt,
  moveNode,
  reached,
  removeNode,
  renameNode,
  targetOf,
} from "../../../dashboard/src/journeys/edit/reshape.js";
import { checkJourney } from "../../../src/journeys/definition/check-journey.js";
import { CART } from "../../journey/browser/support/journeys-stage.js";

const folder = new URL("../../../journeys/", import.meta.url);
const shipped = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => [name, readFileSync(new URL(name, folder), "utf8")] as const);
const cart = CART as unknown as JourneyDefinition;
const problems = (definition: JourneyDefinition) =>
  checkJourney(definition).problems.map(({ code, path }) => `${code} ${path.join(".")}`);
const spots = (definition: JourneyDefinition) => spotsOf(layoutOf(definition));

describe("a file", () => {
  it.each(shipped)("%s is read, and written with the same content", (_, text) => {
    const definition = readDefinition(text)!;
    expect(JSON.parse(writeDefinition(definition))).toEqual(JSON.parse(text));
  });

  it.each([
    ["no JSON", "{"],
    ["no journey", "[]"],
    ["a node of no type", JSON.stringify({ ...cart, nodes: { a: { type: "fly", next: "end" } } })],
    [
      "a number for a text",
      JSON.stringify({ ...cart, nodes: { a: { type: "delay", for: 3, next: "end" } } }),
    ],
    [
      "a condition of no kind",
      JSON.stringify({ ...cart, nodes: { a: { type: "if", condition: {}, yes: "end", no: "end" } } }),
    ],
  ])("with %s is not drawn", (_, text) => expect(readDefinition(text)).toBeUndefined());

  it("of an empty journey is drawn, and says what is missing", () => {
    expect(readDefinition(writeDefinition(BLANK_JOURNEY))).toEqual(BLANK_JOURNEY);
    expect(problems(BLANK_JOURNEY).map((each) => each.split(" ")[1])).toEqual(
      expect.arrayContaining(["name", "nodes"]),
    );
  });
});

describe("adding", () => {
  it.each(NODE_KINDS)("%s at each place leads on to what stood there", (kind) => {
    for (const spot of spots(cart)) {
      const name = freshName(cart.nodes, kind);
      const after = insertAt(cart, spot, name, (next) => blankNode(kind, next, "en"));
      expect(reached(after)).toEqual(new Set([...reached(cart), name]));
      expect(hasCircle(after)).toBe(false);
      for (const path of spot) expect(targetOf(after, [path])).toBe(name);
      expect(removeNode(after, name)).toEqual(cart);
    }
  });

  it("gives a second node of a kind another name", () => {
    const first = insertAt(BLANK_JOURNEY, [["start"]], "pause", (next) => blankNode("delay", next, "en"));
    expect(freshName(first.nodes, "delay")).toBe("pause-2");
  });
});

describe("removing", () => {
  it("a step lets what led to it lead on", () => {
    const after = removeNode(cart, "hour");
    expect(after.start).toBe("remind");
    expect(problems(after)).toEqual([]);
  });

  it("a step with several ways keeps the one that is chosen, and drops what only the others led to", () => {
    const kept = removeNode(cart, "lot", "offer");
    expect(kept.nodes.loyal).toMatchObject({ no: "offer" });
    expect(problems(kept)).toEqual([]);
    const none = removeNode(cart, "lot");
    expect(Object.keys(none.nodes)).not.toContain("offer");
    expect(none.nodes.loyal).toMatchObject({ yes: "day", no: "day" });
    expect(problems(none)).toEqual([]);
  });
});

describe("moving", () => {
  it("each step to each place leaves the journey whole, or is not offered", () => {
    let moves = 0;
    for (const name of Object.keys(cart.nodes))
      for (const spot of spots(cart)) {
        const after = moveNode(cart, name, spot);
        if (after === undefined) continue;
        moves += 1;
        expect([name, spot, problems(after)]).toEqual([name, spot, []]);
        expect(Object.keys(after.nodes)).toEqual(Object.keys(cart.nodes));
      }
    expect(moves).toBeGreaterThan(30);
  });

  it("takes what stands on its ways along, and goes not into itself", () => {
    const after = moveNode(cart, "lot", [["start"]])!;
    expect([after.start, after.nodes.lot, after.nodes.offer]).toMatchObject([
      "lot",
      { ways: { offer: { next: "offer" }, plain: { next: "hour" } } },
      { next: "hour" },
    ]);
    expect(after.nodes.loyal).toMatchObject({ yes: "day", no: "day" });
    expect(moveNode(cart, "lot", [["nodes", "offer", "next"]])).toBeUndefined();
    expect(moveNode(cart, "hour", [["start"]])).toBeUndefined();
  });
});

it("a step that is renamed keeps its place, and what led to it leads to it", () => {
  const after = renameNode(cart, "day", "tomorrow");
  expect(Object.keys(after.nodes)).toEqual(
    Object.keys(cart.nodes).map((name) => (name === "day" ? "tomorrow" : name)),
  );
  expect(problems(after)).toEqual([]);
});

it("a flow in a circle is drawn nevertheless, each step once", () => {
  const round = { ...cart, nodes: { ...cart.nodes, last: { ...cart.nodes.last!, next: "hour" } } };
  const namesIn = (parts: readonly Placed[]): string[] =>
    parts.flatMap(({ part, ways }) => [
      ...(part.is === "step" ? [part.name] : []),
      ...ways.flatMap((way) => namesIn(way.parts)),
    ]);
  expect(namesIn(layoutOf(round as JourneyDefinition)).sort()).toEqual(Object.keys(cart.nodes).sort());
});

describe("two editors", () => {
  const base = { control: 10, nodes: { a: { for: "1 hour" }, b: { for: "1 day" } } };
  const mine = { control: 10, nodes: { a: { for: "2 hours" }, b: { for: "1 day" }, c: { for: "1 week" } } };
  const theirs = { control: 20, nodes: { a: { for: "3 hours" } } };

  it("keep what each of them changed; where both changed the same, mine stays and the page says so", () => {
    expect(merge(base, mine, theirs)).toEqual({
      value: { control: 20, nodes: { a: { for: "2 hours" }, c: { for: "1 week" } } },
      both: ["nodes.a.for"],
    });
    expect(merge(base, base, theirs)).toEqual({ value: theirs, both: [] });
    expect(merge(base, mine, base)).toEqual({ value: mine, both: [] });
  });

  it("see what changed by its place", () => {
    expect(changesBetween(base, theirs)).toEqual([
      { at: "control", before: 10, after: 20 },
      { at: "nodes.a.for", before: "1 hour", after: "3 hours" },
      { at: "nodes.b", before: { for: "1 day" }, after: undefined },
    ]);
  });
});
