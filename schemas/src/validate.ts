import { type TObject, type TProperties, Type } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import { calls } from "./calls.js";
import { type EventProblem, type EventProblemCode, eventProblem } from "./event-problem.js";
import { plainNumber } from "./exact-number.js";
import { AnyObject, AnyTimestamp, Nullable } from "./fields.js";
import type { CallType } from "./names.js";

/** The code for each field that is wrong or, where the call needs it, missing. */
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

/** Where a call can't do without a field, a wrong one is a missing one. */
const NEEDED_FIELD_PROBLEMS: Partial<Record<CallType, Readonly<Record<string, EventProblemCode>>>> = {
  alias: { userId: "missing_identity" },
  group: { groupId: "missing_group_id" },
};

/** Fields that must be objects, and whose content is the sender's own affair. */
const freeContent = ["properties", "traits", "context"];

/** When it happened: `originalTimestamp` is RudderStack's name of it. */
const times = ["timestamp", "originalTimestamp"];

/**
 * What the collector insists on: the described call without what it only describes. Every event that
 * conforms to the description is accepted, and many that don't.
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
 * Judges one event of a request.
 *
 * Only what the collector needs is asked for: the call type and its own field, who it was, ids and times of
 * the right form, an order's id. Unknown fields pass, and so do properties, traits and context of any content.
 * In an accepted event every field that a row has a column for has its type, or is null or left out.
 *
 * @param event any parsed JSON value; a number may be a `LosslessNumber` of `lossless-json`
 * @returns the first problem, or undefined for an event that is accepted; never throws
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

/** A copy whose ids and time are plain numbers where a reader kept them digit for digit. */
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

/** Finds the rule that was broken by its place in the schema: a field, the identity or the order id. */
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
