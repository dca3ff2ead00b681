import { compile } from "json-schema-to-typescript";

/**
 * The files that are generated from the schemas.
 *
 * @param {import("../dist/json-schema.js").JsonSchema} events the published JSON Schema
 * @param {Record<string, string>} commerceTypes the type name of each commerce event, by the event's name
 * @returns {Promise<Record<string, string>>} their text, by path inside this package
 */
export async function generatedFiles(events, commerceTypes) {
  const definitions = Object.fromEntries(
    Object.entries(events.$defs).map(([name, schema]) => [name, shape(schema)]),
  );
  return {
    "json/events.schema.json": `${JSON.stringify(events, null, 2)}\n`,
    "src/generated/calls.ts": await interfaces({ ...definitions.BatchBody, $defs: definitions }),
    // `any` lets a value through whose type is an interface; for `unknown` it would need an index signature.
    "src/generated/commerce.ts": await interfaces(commerceMap(commerceTypes, definitions), {
      unknownAny: false,
    }),
  };
}

/** A schema of an object without its rules between fields, which no interface can state. */
function shape({ anyOf, allOf, if: condition, then: consequence, ...fields }) {
  return fields.type === "object" ? fields : { anyOf, ...fields };
}

/** The map from each event's name to its properties, which `track()` is typed by. */
function commerceMap(commerceTypes, definitions) {
  return {
    title: "CommerceEvents",
    description: "The properties of each commerce event, by each of its names.",
    type: "object",
    properties: Object.fromEntries(
      Object.entries(commerceTypes).map(([name, type]) => [name, { $ref: `#/$defs/${type}` }]),
    ),
    required: Object.keys(commerceTypes),
    additionalProperties: false,
    $defs: definitions,
  };
}

/** TypeScript interfaces of a schema and of the definitions that it reaches. */
function interfaces(schema, options = {}) {
  return compile(schema, schema.title, {
    bannerComment:
      "// Generated from the schemas by `npm run generate -w @safar/schemas`. Change those instead.",
    ignoreMinAndMaxItems: true,
    ...options,
  });
}
