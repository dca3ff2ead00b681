import { type TObject, type TProperties, Type } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import { calls } from "./calls.js";
import { type EventProblem, type EventProblemCode, eventProblem } from "./event-problem.js";
import { plainNumber } from "./exact-number.js";
import { AnyObject, AnyTimestamp, Nullable } from "./fields.js";
import type { CallType } from "./names.js";

/** The code for each field that is invalid or, if the call requires it, missing. */
const FIELD_PROBLEMS: Readonly<Record<string, EventProblemCode>> = {
  messageId: "invalid_message_id",
  timestamp: "invalid_timestamp",
  originalTimestamp: "invalid_timestamp",
  userId: "invalid_user_id",
  anonymousId: "invalid_anonymous_id",
  event: "invalid_event_name",
  name: "invalid_name",
  category: "invalid_name",
  groupId: "invalid_group_id",
  previousId: "invalid_previous_id",
  properties: "invalid_properties",
  traits: "invalid_traits",
  context: "invalid_context",
};

/** If a call requires a field, an invalid value counts as missing. */
const NEEDED_FIELD_PROBLEMS: Partial<Record<CallType, Readonly<Record<string, EventProblemCode>>>> = {
  alias: { userId: "missing_identity" },
  group: { groupId: "missing_group_id" },
};

/** Fields that must be objects with any content. */
const freeContent = ["properties", "traits", "context"];

/** Time fields: `originalTimestamp` is RudderStack's name. */
const times = ["timestamp", "originalTimestamp"];

/**
 * The rules that the collector enforces: a call's schema without its merely descriptive parts. Every event that
 * conforms to the schema is accepted, and many others, too.
 */
function accepted({ properties: described, required: _, type: __, ...rules }: TObject): TObject {
  const fields: TProperties = {};
  for (const [field, schema] of Object.entries(described)) {
    if (freeContent.includes(field)) fields[field] = Type.Optional(Nullable(AnyObject));
    else if (field in FIELD_PROBLEMS) fields[field] = schema;
  }
  for (const field of times) fields[field] = Type.Optional(Nullable(AnyTimestamp));
  return Type.Object(fields, rules);
}

interface Judge {
  readonly validator: Validator;
  readonly problems: Readonly<Record<string, EventProblemCode>>;
}

const judges: ReadonlyMap<unknown, Judge> = new Map(
  Object.entries(calls).map(([type, call]) => [
    type,
    {
      validator: Compile(accepted(call)),
      problems: { ...FIELD_PROBLEMS, ...NEEDED_FIELD_PROBLEMS[type as CallType] },
    },
  ]),
);

/**
 * Validates one event of a request.
 *
 * Checks only what the collector needs: the call type and its required field, an identity, the form of ids and times,
 * an order's id. Unknown fields are allowed, and so are properties, traits and context of any content.
 * In an accepted event every field with a column has the column's type, or is null or missing.
 *
 * @param event any parsed JSON value; a number may be a `LosslessNumber` of `lossless-json`
 * @returns the first problem, or undefined for a valid event; never throws
 */
export function validateEvent(event: unknown): EventProblem | undefined {
  if (typeof event !== "object" || event === null || Array.isArray(event))
    return eventProblem("invalid_event");
  const judge = judges.get((event as { type?: unknown }).type);
  if (judge === undefined) return eventProblem("invalid_type");
  if (judge.validator.Check(event)) return undefined;
  const plain = withPlainNumbers(event);
  return judge.validator.Check(plain) ? undefined : eventProblem(firstProblem(judge, plain));
}

/** A copy in which ids and times are plain numbers instead of exact ones. */
function withPlainNumbers(event: object): object {
  const plain = plainFields(event);
  const { properties } = plain;
  if (typeof properties === "object" && properties !== null && !Array.isArray(properties)) {
    plain.properties = plainFields(properties);
  }
  return plain;
}

function plainFields(fields: object): Record<string, unknown> {
  const plain: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(fields)) plain[name] = plainNumber(value);
  return plain;
}

/** Finds the violated rule by its place in the schema: a field, the identity or the order id. */
function firstProblem({ validator, problems }: Judge, event: object): EventProblemCode {
  for (const error of validator.Errors(event)) {
    const [, place, ...path] = error.schemaPath.split("/");
    const field = place === "properties" ? path[0] : place === "allOf" ? path[2] : undefined;
    if (field !== undefined) return problems[field] ?? "invalid_event";
    if (place === "anyOf" || error.keyword === "anyOf") return "missing_identity";
    if (place === "then" || error.keyword === "if") return "missing_order_id";
    const missing = error.keyword === "required" ? error.params.requiredProperties[0] : undefined;
    if (missing !== undefined) return problems[missing] ?? "invalid_event";
  }
  return "invalid_event";
}
