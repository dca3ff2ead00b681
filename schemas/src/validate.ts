import { type TObject, type TProperties, Type } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import { calls } from "./calls.js";
import { type EventProblem, type EventProblemCode, eventProblem } from "./event-problem.js";
import { Nullable } from "./fields.js";

/** The code for each field that is wrong or, where the call needs it, missing. */
const FIELD_PROBLEMS = {
  type: "invalid_type",
  messageId: "invalid_message_id",
  timestamp: "invalid_timestamp",
  userId: "invalid_user_id",
  anonymousId: "invalid_anonymous_id",
  event: "invalid_event_name",
  name: "invalid_name",
  category: "invalid_name",
  groupId: "missing_group_id",
  previousId: "invalid_previous_id",
  properties: "invalid_properties",
  traits: "invalid_traits",
  context: "invalid_context",
} as const satisfies Record<string, EventProblemCode>;

/** Fields that must be objects, and whose content is the sender's own affair. */
const FREE_CONTENT = ["properties", "traits", "context"];

/**
 * What the collector insists on: the described call without what it only describes. Every event that
 * conforms to the description is accepted, and many that don't.
 */
function accepted(call: TObject): TObject {
  const { properties: described, required: _, type: __, ...rules } = call;
  const fields: TProperties = {};
  for (const [field, schema] of Object.entries(described)) {
    if (FREE_CONTENT.includes(field)) fields[field] = Type.Optional(Nullable(Type.Object({})));
    else if (field in FIELD_PROBLEMS) fields[field] = schema;
  }
  return Type.Object(fields, rules);
}

interface Judge {
  readonly validator: Validator;
  readonly problems: Readonly<Record<string, EventProblemCode>>;
}

const judges: ReadonlyMap<unknown, Judge> = new Map(
  Object.entries(calls).map(([type, call]) => {
    const validator = Compile(accepted(call));
    // An alias names its person by userId alone, so there a wrong userId is a missing identity.
    const problems =
      type === "alias" ? { ...FIELD_PROBLEMS, userId: "missing_identity" as const } : FIELD_PROBLEMS;
    return [type, { validator, problems }];
  }),
);

/**
 * Judges one event of a request.
 *
 * Only what the collector needs is asked for: the call type and its own field, who it was, ids and times of
 * the right form, an order's id. Unknown fields pass, and so do properties, traits and context of any content.
 *
 * @param event any parsed JSON value
 * @returns the first problem, or undefined for an event that is accepted; never throws
 */
export function validateEvent(event: unknown): EventProblem | undefined {
  if (typeof event !== "object" || event === null || Array.isArray(event))
    return eventProblem("invalid_event");
  const judge = judges.get((event as { type?: unknown }).type);
  if (judge === undefined) return eventProblem("invalid_type");
  if (judge.validator.Check(event)) return undefined;
  return eventProblem(firstProblem(judge, event));
}

function firstProblem({ validator, problems }: Judge, event: object): EventProblemCode {
  for (const error of validator.Errors(event)) {
    const [, keyword, field = ""] = error.schemaPath.split("/");
    const wrongField = error.keyword === "required" && !keyword ? error.params.requiredProperties[0] : field;
    const problem = wrongField && problems[wrongField];
    if (problem) return problem;
    if (keyword === "anyOf" || error.keyword === "anyOf") return "missing_identity";
    if (keyword === "then" || error.keyword === "if") return "missing_order_id";
  }
  return "invalid_event";
}
