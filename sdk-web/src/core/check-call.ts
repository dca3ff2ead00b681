import type { CallType } from "@safar/schemas/names";
import type { EventFields } from "./event.js";

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

/**
 * Looks whether an event can be made of a call, as the wire asks for it. What the properties of a known
 * event should hold is left to the collector, whose schemas may be newer.
 *
 * @returns the first problem, or undefined
 * @throws whatever a getter of `fields` throws
 */
export function checkCall(type: CallType, fields: EventFields): CallProblem | undefined {
  if (!isObject(fields)) {
    return problem("not_an_object", `${type}() takes one object, like { userId: "u1", … }.`);
  }
  return (
    checkIdType(type, "userId", fields.userId) ??
    checkIdType(type, "anonymousId", fields.anonymousId) ??
    checkNeeded(type, fields) ??
    checkStamp(type, fields) ??
    checkType(type, "properties", fields.properties, isObject) ??
    checkType(type, "traits", fields.traits, isObject) ??
    checkType(type, "context", fields.context, isObject) ??
    checkType(type, "integrations", fields.integrations, isObject) ??
    checkType(type, "name", fields.name, isString) ??
    checkType(type, "category", fields.category, isString)
  );
}

/** The fields without which a call says nothing. */
function checkNeeded(type: CallType, fields: EventFields): CallProblem | undefined {
  if (type === "alias") {
    if (!isId(fields.userId)) return problem("user_id_missing", "alias() needs `userId`, the id to keep.");
    if (isId(fields.previousId)) return undefined;
    return problem("previous_id_missing", "alias() needs `previousId`, the id that was used before.");
  }
  if (!isId(fields.userId) && !isId(fields.anonymousId)) {
    return problem("id_missing", `${type}() needs a \`userId\` or an \`anonymousId\` that is not empty.`);
  }
  if (type === "group" && !isId(fields.groupId)) {
    return problem("group_id_missing", "group() needs `groupId`, the id of the group.");
  }
  if (type === "track" && !(isString(fields.event) && fields.event !== "")) {
    return problem("event_missing", 'track() needs `event`, a name like "Order Completed".');
  }
  return undefined;
}

function checkStamp(type: CallType, { messageId, timestamp }: EventFields): CallProblem | undefined {
  if (messageId != null && !(isString(messageId) && messageId !== "")) {
    return problem("message_id_type", `${type}(): \`messageId\` must be a string that is not empty.`);
  }
  if (timestamp == null || isString(timestamp)) return undefined;
  const isTime = typeof timestamp === "number" || timestamp instanceof Date;
  if (isTime && !Number.isNaN(new Date(timestamp).getTime())) return undefined;
  const message = `${type}(): \`timestamp\` must be a valid Date, milliseconds since 1970 or ISO 8601 text.`;
  return problem("timestamp_invalid", message);
}

function checkIdType(type: CallType, name: string, id: unknown): CallProblem | undefined {
  if (id == null || isString(id) || isId(id)) return undefined;
  return problem("id_type", `${type}(): \`${name}\` must be a string or a number; wrap it in String().`);
}

function checkType(
  type: CallType,
  name: string,
  value: unknown,
  hasType: (value: unknown) => boolean,
): CallProblem | undefined {
  if (value == null || hasType(value)) return undefined;
  const wanted = hasType === isObject ? "an object" : "a string";
  return problem("field_type", `${type}(): \`${name}\` must be ${wanted}.`);
}

const problem = (code: CallProblemCode, message: string): CallProblem => ({ code, message });
const isString = (value: unknown): value is string => typeof value === "string";
const isId = (value: unknown): boolean => (isString(value) ? value !== "" : Number.isFinite(value));
const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);
