import type { CallType } from "@safar/schemas/names";
import type { EventFields } from "./event.js";
import { sentence } from "./sentences.js";

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
  const [code, ...details] = findProblem(type, fields) ?? [];
  return code && { code, message: sentence(code, type, ...details) };
}

function findProblem(type: CallType, fields: EventFields): [CallProblemCode, ...string[]] | undefined {
  if (!isObject(fields)) return ["not_an_object"];
  const { userId, anonymousId, messageId, timestamp, event } = fields;
  for (const name of ["userId", "anonymousId"] as const) {
    const id = fields[name];
    if (id != null && !isString(id) && !isId(id)) return ["id_type", name];
  }
  if (type === "alias") {
    if (!isId(userId)) return ["user_id_missing"];
    if (!isId(fields.previousId)) return ["previous_id_missing"];
  } else if (!isId(userId) && !isId(anonymousId)) return ["id_missing"];
  if (type === "group" && !isId(fields.groupId)) return ["group_id_missing"];
  if (type === "track" && !(isString(event) && event)) return ["event_missing"];
  if (messageId != null && !(isString(messageId) && messageId)) return ["message_id_type"];
  if (!isTime(timestamp)) return ["timestamp_invalid"];
  for (const name of ["properties", "traits", "context", "integrations"] as const) {
    if (fields[name] != null && !isObject(fields[name])) return ["field_type", name, "an object"];
  }
  for (const name of ["name", "category"] as const) {
    if (fields[name] != null && !isString(fields[name])) return ["field_type", name, "a string"];
  }
  return undefined;
}

const isString = (value: unknown): value is string => typeof value === "string";
const isId = (value: unknown): boolean => (isString(value) ? value !== "" : Number.isFinite(value));
const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** A text is for the collector to judge. */
const isTime = (time: unknown): boolean =>
  time == null ||
  isString(time) ||
  ((typeof time === "number" || time instanceof Date) && !Number.isNaN(+new Date(time)));
