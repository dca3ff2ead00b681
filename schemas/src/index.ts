export * from "./batch.js";
export * from "./event-kind.js";
export * from "./event-problem.js";
export * from "./limits.js";
export * from "./names.js";
export * from "./timestamp.js";
export * from "./validate.js";
