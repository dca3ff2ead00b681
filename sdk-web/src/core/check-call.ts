import type { EventFields, EventType } from "./event.js";

export type CallProblemCode =
  | "not_an_object"
  | "event_missing"
  | "id_missing"
  | "id_type"
  | "group_id_missing"
  | "previous_id_missing"
  | "user_id_missing"
  | "message_id_type"
  | "timestamp_invalid"
  | "field_type";

/** What is wrong with a call, and what its caller should do. */
export interface CallProblem {
  readonly code: CallProblemCode;
  readonly message: string;
}

const objectFields = ["properties", "traits", "context", "integrations"] as const;
const textFields = ["name", "category"] as const;

/**
 * Looks whether an event can be made of a call, as the wire asks for it. What the properties of a known
 * event should hold is left to the collector, whose schemas may be newer.
 *
 * @returns the first problem, or undefined
 * @throws whatever a getter of `fields` throws
 */
export function checkCall(type: EventType, fields: EventFields): CallProblem | undefined {
  if (!isObject(fields)) {
    return problem("not_an_object", `${type}() takes one object, like { userId: "u1", … }.`);
  }
  return checkIds(type, fields) ?? checkFields(type, fields);
}

function checkIds(type: EventType, fields: EventFields): CallProblem | undefined {
  const { userId, anonymousId } = fields;
  for (const [name, id] of [
    ["userId", userId],
    ["anonymousId", anonymousId],
  ] as const) {
    if (id != null && typeof id !== "string") {
      return problem("id_type", `${type}(): \`${name}\` must be a string; wrap it in String().`);
    }
  }
  if (type === "alias") {
    if (!userId) return problem("user_id_missing", "alias() needs `userId`, the id to keep.");
    if (!isText(fields.previousId)) {
      return problem("previous_id_missing", "alias() needs `previousId`, the id that was used before.");
    }
  } else if (!userId && !anonymousId) {
    return problem("id_missing", `${type}() needs a \`userId\` or an \`anonymousId\` that is not empty.`);
  }
  if (type === "group" && !isText(fields.groupId)) {
    return problem("group_id_missing", "group() needs `groupId`, a string that is not empty.");
  }
  return undefined;
}

function checkFields(type: EventType, fields: EventFields): CallProblem | undefined {
  if (type === "track" && !isText(fields.event)) {
    return problem("event_missing", 'track() needs `event`, a name like "Order Completed".');
  }
  if (fields.messageId != null && !isText(fields.messageId)) {
    return problem("message_id_type", `${type}(): \`messageId\` must be a string that is not empty.`);
  }
  if (fields.timestamp != null && Number.isNaN(new Date(fields.timestamp).getTime())) {
    return problem(
      "timestamp_invalid",
      `${type}(): \`timestamp\` must be a Date or a text that Date can read.`,
    );
  }
  for (const name of objectFields) {
    if (fields[name] != null && !isObject(fields[name])) {
      return problem("field_type", `${type}(): \`${name}\` must be an object.`);
    }
  }
  for (const name of textFields) {
    if (fields[name] != null && typeof fields[name] !== "string") {
      return problem("field_type", `${type}(): \`${name}\` must be a string.`);
    }
  }
  return undefined;
}

const problem = (code: CallProblemCode, message: string): CallProblem => ({ code, message });
const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);
