import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, it } from "vitest";
import { journeyJsonSchema } from "../src/journey/journey-schema.js";

const document = journeyJsonSchema();
const fits = new Ajv2020({ strict: false }).compile(document);

const WELCOME = {
  $schema: "./journey.schema.json",
  name: "welcome",
  entry: { event: "Signed Up" },
  start: "who",
  nodes: {
    who: {
      type: "if",
      condition: { all: [{ trait: "plan", is: "gold" }, { not: { did: "Order Completed" } }] },
      yes: "mail",
      no: "end",
    },
    mail: {
      type: "send",
      channels: ["email"],
      message: { en: { subject: "Welcome", text: "Good to have you." } },
      next: "end",
    },
  },
};

it("an editor's schema takes a journey, conditions in conditions included", () => {
  expect(fits(WELCOME), JSON.stringify(fits.errors)).toBe(true);
});

it.each([
  ["a field that is not known", { ...WELCOME, entery: {} }],
  ["a node of no type", { ...WELCOME, nodes: { who: { type: "tag", next: "end" } } }],
  [
    "a condition that is none",
    { ...WELCOME, nodes: { who: { type: "if", condition: { not: { had: "x" } }, yes: "end", no: "end" } } },
  ],
])("an editor's schema refuses %s", (_, journey) => {
  expect(fits(journey)).toBe(false);
});

it("describes every field of every definition, so that an editor can show what it is for", () => {
  const bare: string[] = [];
  for (const [name, schema] of Object.entries(document.$defs)) {
    if (!schema.description) bare.push(name);
    const { properties = {} } = schema as { properties?: Record<string, Record<string, unknown>> };
    for (const [field, own] of Object.entries(properties))
      if (!own.description && !own.$ref && !("const" in own)) bare.push(`${name}.${field}`);
  }
  expect(bare).toEqual([]);
});
