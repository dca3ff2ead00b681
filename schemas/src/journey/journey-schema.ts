import { type JsonSchemaDocument, reference } from "../json-schema.js";
import { Condition } from "./condition.js";
import { Journey } from "./definition.js";

/** The published JSON Schema of a journey's file, which editors use for completion (draft 2020-12). */
export function journeyJsonSchema(): JsonSchemaDocument {
  const definitions: Record<string, { readonly [keyword: string]: unknown }> = {};
  reference(Condition, definitions);
  reference(Journey, definitions);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:safar:schemas:journey",
    $ref: "#/$defs/JourneyDefinition",
    $defs: definitions,
  };
}
