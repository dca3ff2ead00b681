import { compile } from "json-schema-to-typescript";

/**
 * The files that are generated from the schemas.
 *
 * @param {import("../src/json-schema.js").JsonSchemaDocument} document the published JSON Schema of events
 * @param {import("../src/json-schema.js").JsonSchemaDocument} journey that of a journey's definition
 * @returns {Promise<Record<string, string>>} their text, by path inside this package
 */
export async function generatedFiles(document, journey) {
  const definitions = Object.fromEntries(
    Object.entries(document.$defs).map(([name, schema]) => [name, shape(schema)]),
  );
  return {
    "json/events.schema.json": `${JSON.stringify(document, null, 2)}\n`,
    "src/generated/calls.ts": await interfaces("BatchBody", definitions),
    "json/journey.schema.json": `${JSON.stringify(journey, null, 2)}\n`,
    "src/generated/journey.ts": await interfaces("JourneyDefinition", journey.$defs),
    // `any` lets a value through whose type is an interface; for `unknown` it would need an index signature.
    "src/generated/commerce.ts": await interfaces("CommerceEvents", definitions, { unknownAny: false }),
  };
}

/**
 * A schema of an object without its rules between fields, which no interface can state.
 *
 * @param {import("../src/json-schema.js").JsonSchema} schema
 */
function shape(schema) {
  if (schema.type !== "object") return schema;
  const { anyOf: _, allOf: __, if: ___, then: ____, ...fields } = schema;
  return fields;
}

/**
 * TypeScript interfaces of one definition and of all that it refers to.
 *
 * @param {string} name
 * @param {Record<string, import("../src/json-schema.js").JsonSchema>} definitions
 * @param {Partial<import("json-schema-to-typescript").Options>} options
 */
function interfaces(name, definitions, options = {}) {
  return compile({ ...definitions[name], $defs: definitions }, name, {
    bannerComment:
      "// Generated from the schemas by `npm run generate -w @safar/schemas`. Change those instead.",
    ignoreMinAndMaxItems: true,
    ...options,
  });
}
