import { expect, it } from "vitest";
import { differences, differenceText } from "../../../src/journeys/versions/differences.js";
import { effectsOf, effectText } from "../../../src/journeys/versions/effect.js";
import { cart } from "../definition/cart.js";

const defined = (definition: ReturnType<typeof cart>, segments = {}) => ({ definition, segments });

it("tells changes by node, text and setting, and nothing of the file's schema", () => {
  const before = cart();
  const { mail, ...rest } = structuredClone(before.nodes) as Record<string, object>;
  const after = {
    ...structuredClone(before),
    $schema: "elsewhere.json",
    control: 20,
    nodes: {
      ...rest,
      mail: {
        ...mail,
        message: { en: { subject: "Another", text: "We kept it." } },
      },
      later: { type: "delay", for: "2 days", next: "end" },
    },
  } as never;
  const found = differences(
    defined(before, { "segments/a.sql": "SELECT 1" }),
    defined(after, { "segments/a.sql": "SELECT 2" }),
  );
  expect(found.filter(({ at }) => at === "$schema")).toEqual([]);
  const kindsOf = Object.fromEntries(found.map(({ at, kind }) => [at, kind]));
  expect(kindsOf).toMatchObject({
    control: "setting",
    "nodes.later": "node",
    "nodes.mail.message.en.subject": "text",
    "segments.segments/a.sql": "segment",
  });
  expect(found.map(differenceText)).toContain("+ nodes.later (delay)");
  // Its fields are not listed beside a node that is new.
  expect(Object.keys(kindsOf).filter((at) => at.startsWith("nodes.later."))).toEqual([]);
  expect(differences(defined(after), defined(after))).toEqual([]);
  const back = differences(defined(after), defined(before)).find(({ at }) => at === "nodes.later");
  expect(differenceText(back!)).toBe("- nodes.later (delay)");
});

it("a node that became another type is another node's fields under the same name", () => {
  const before = cart();
  const after = structuredClone(before) as { nodes: Record<string, unknown> };
  after.nodes.rest = { type: "wait", event: "Cart Viewed", atMost: "1 day", yes: "who", no: "who" };
  const found = differences(defined(before), defined(after as never)).map(({ at }) => at);
  expect(found).toEqual(expect.arrayContaining(["nodes.rest.type", "nodes.rest.event"]));
});

it("says what becomes of those who wait", () => {
  const waiting = [
    { version: 1, node: "wait", runs: 1 },
    { version: 2, node: "gone", runs: 1_200 },
  ];
  expect(effectsOf(waiting, cart(), false).map(effectText)).toEqual([
    "1 waits at wait in version 1, and goes on there.",
    "1,200 wait at gone in version 2, and go on there.",
  ]);
  expect(effectsOf(waiting, cart(), true).map(effectText)).toEqual([
    "1 waits at wait in version 1, and moves to wait in the new version.",
    "1,200 wait at gone in version 2, and go on there: the new version has no node gone.",
  ]);
});
