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
 * Checks whether a call makes a valid event. The properties of known events are checked by the collector, whose
 * schemas may be newer.
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
  const { userId, anonymousId, event } = fields;
  for (const name of ["userId", "anonymousId"] as const) {
    const id = fields[name] ?? "";
    if (!isString(id) && !isId(id)) return ["id_type", name];
  }
  if (type === "alias") {
    if (!isId(userId)) return ["user_id_missing"];
    if (!isId(fields.previousId)) return ["previous_id_missing"];
  } else if (!isId(userId) && !isId(anonymousId)) return ["id_missing"];
  if (type === "group" && !isId(fields.groupId)) return ["group_id_missing"];
  if (type === "track" && !(isString(event) && event)) return ["event_missing"];
  for (const [code, name, hasType, wanted] of types) {
    if (fields[name] != null && !hasType(fields[name])) return [code, name, wanted];
  }
  return undefined;
}

const isString = (value: unknown): boolean => typeof value === "string";
const isId = (value: unknown): boolean => (isString(value) ? value !== "" : Number.isFinite(value));
const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** Text is validated by the collector. */
const isTime = (time: unknown): boolean =>
  isString(time) || ((typeof time === "number" || time instanceof Date) && !Number.isNaN(+new Date(time)));

type Type = readonly [
  code: CallProblemCode,
  name: keyof EventFields,
  hasType: (value: unknown) => boolean,
  wanted: string,
];

const types: readonly Type[] = [
  ["message_id_type", "messageId", (value) => isString(value) && value !== "", ""],
  ["timestamp_invalid", "timestamp", isTime, ""],
  ...(["properties", "traits", "context", "integrations"] as const).map(
    (name): Type => ["field_type", name, isObject, "an object"],
  ),
  ...(["name", "category"] as const).map((name): Type => ["field_type", name, isString, "a string"]),
];
