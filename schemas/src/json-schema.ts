import { Type } from "typebox";
import { BatchBody } from "./batch.js";
import { commerceEvents } from "./commerce/events.js";

/** A JSON Schema as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The published document: one schema per named type, with references between them. */
export interface JsonSchemaDocument extends JsonSchema {
  readonly $id: string;
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

const CommerceEvents = Type.Object(commerceEvents, {
  title: "CommerceEvents",
  description: "The properties of each commerce event, by each of its names.",
  additionalProperties: false,
});

/**
 * The published JSON Schema (draft 2020-12): one event, with every call, every commerce event's properties and the
 * batch body as definitions under their type names. The properties of a tracked commerce event are validated, too.
 */
export function eventsJsonSchema(): JsonSchemaDocument {
  const definitions: Record<string, JsonSchema> = {};
  reference(CommerceEvents, definitions);
  reference(BatchBody, definitions);
  const { allOf, ...track } = definitions.TrackCall as { allOf: JsonSchema[] };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:safar:schemas:events",
    $ref: "#/$defs/SafarEvent",
    $defs: { ...definitions, TrackCall: { ...track, allOf: [...allOf, ...commerceRules()] } },
  };
}

/** Replaces each schema with a title by a reference to its definition, at every depth. */
export function reference(schema: unknown, definitions: Record<string, JsonSchema>): unknown {
  if (Array.isArray(schema)) return schema.map((item) => reference(item, definitions));
  if (typeof schema !== "object" || schema === null) return schema;
  const plain = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, reference(value, definitions)]),
  );
  if (typeof plain.title !== "string") return plain;
  definitions[plain.title] = plain;
  return { $ref: `#/$defs/${plain.title}` };
}

function commerceRules(): JsonSchema[] {
  return Object.entries(commerceEvents).map(([name, schema]) => ({
    if: { properties: { event: { const: name } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { properties: { anyOf: [reference(schema, {}), { type: "null" }] } } },
  }));
}
