import type { DropReason } from "../core/drop-reason.js";

/**
 * Counts an event that is let go, and tells of it.
 *
 * @param code finer than the reason
 * @param json the event, where there is one
 * @param message what the collector said of it; by default the sentence of the code
 */
export type Drop = (reason: DropReason, code: string, json?: string, message?: string) => void;
