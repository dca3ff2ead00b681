import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { calls } from "../src/calls.js";
import { commerceEvents } from "../src/commerce/events.js";
import { eventsJsonSchema } from "../src/json-schema.js";
import { validateEvent } from "../src/validate.js";

const document = eventsJsonSchema();
const ajv = new Ajv2020({ strict: false });
ajv.addSchema(document);
const conforms = (value: unknown, definition = "") =>
  ajv.validate({ $ref: `${document.$id}${definition && `#/$defs/${definition}`}` }, value) as boolean;

const who = { userId: "u-1" };
const order = { type: "track", event: "Order Completed", ...who };

describe("the published JSON Schema", () => {
  it("is one that another validator can use, without a reference to nowhere", () => {
    for (const definition of Object.keys(document.$defs)) conforms({}, definition);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  it("defines every call, every commerce event and the batch", () => {
    const { CommerceEvents, SafarEvent, BatchBody } = document.$defs;
    expect(Object.keys(CommerceEvents?.properties as object)).toEqual(Object.keys(commerceEvents));
    expect(SafarEvent?.anyOf).toHaveLength(Object.keys(calls).length);
    expect(BatchBody).toBeDefined();
  });

  it("gives each schema a name of its own", () => {
    const types = document.$defs.CommerceEvents?.properties as Record<string, unknown>;
    const { "Completed Order": alias, ...others } = types;
    expect(alias).toEqual(others["Order Completed"]);
    expect(new Set(Object.values(others).map((type) => JSON.stringify(type))).size).toBe(
      Object.keys(others).length,
    );
  });

  it.each([
    [
      "a commerce event",
      { ...order, properties: { order_id: "o", revenue: "9.90", products: [{ price: 1 }] } },
    ],
    [
      "a custom event",
      { type: "track", event: "Gift Wrapped", anonymousId: "a", properties: { paper: "red" } },
    ],
    ["a page", { type: "page", ...who, name: "Home", context: { page: { path: "/" } } }],
    ["an alias", { type: "alias", previousId: "a", userId: 5 }],
  ])("lets %s pass, and so does the collector", (_, event) => {
    expect(conforms(event)).toBe(true);
    expect(validateEvent(event)).toBeUndefined();
  });

  it.each([
    [
      "a commerce event with a property of the wrong type",
      { ...order, properties: { order_id: "o", revenue: {} } },
    ],
    ["a context with a field of the wrong type", { type: "page", ...who, context: { locale: 5 } }],
  ])("objects to %s, which the collector keeps nevertheless", (_, event) => {
    expect(conforms(event)).toBe(false);
    expect(validateEvent(event)).toBeUndefined();
  });

  it.each([
    ["an event of nobody", { type: "page", userId: null }],
    ["an order without its id", { ...order, properties: {} }],
    ["a time that is none", { type: "page", ...who, timestamp: "soon" }],
    ["a track without a name", { type: "track", ...who }],
  ])("objects to %s, and so does the collector", (_, event) => {
    expect(conforms(event)).toBe(false);
    expect(validateEvent(event)).toBeDefined();
  });

  it("describes a batch", () => {
    expect(conforms({ batch: [order], sentAt: "2024-05-01T10:00:00Z" }, "BatchBody")).toBe(false);
    expect(conforms({ batch: [{ type: "page", ...who }], sentAt: null, writeKey: "k" }, "BatchBody")).toBe(
      true,
    );
  });
});
