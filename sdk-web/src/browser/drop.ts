import type { DropReason } from "../core/drop-reason.js";

/**
 * Counts an event that is let go, and tells of it.
 *
 * @param json the event, where there is one
 * @param code finer than the reason
 * @param message what the collector, or the page, said of it
 */
export type Drop = (reason: DropReason, json?: string, code?: string, message?: string) => void;
