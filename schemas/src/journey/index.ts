export { COMPARISONS, type ConditionKind, conditions } from "./condition.js";
export { Journey as journeySchema } from "./definition.js";
export { type EntryKind, entries, Goal as goalSchema } from "./entry.js";
export * from "./fields.js";
export { journeyJsonSchema } from "./journey-schema.js";
export { type NodeType, nodes } from "./node.js";
