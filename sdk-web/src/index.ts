import type { Safar as SafarCalls } from "./browser/calls.js";
import { instanceOf } from "./browser/instances.js";
import { noCalls } from "./browser/no-calls.js";
import type { SafarOptions } from "./browser/options.js";

export type {
  CallOptions,
  CommerceCalls,
  EventArguments,
  GroupTraitsGiven,
  Safar as SafarCalls,
  Traits,
} from "./browser/calls.js";
export type { DeliveryFailure, EventStep, SafarEvents, WebStatistics } from "./browser/events.js";
export type { Consent, SafarOptions } from "./browser/options.js";
export type { WebEvent } from "./browser/web-event.js";
export type { Drop, DropReason } from "./core/drop-reason.js";

export interface Safar extends SafarCalls {}

/**
 * Creates the page's instance for a write key and a host, or returns the existing one. During server rendering, and
 * with `enabled: false`, every call does nothing. Never throws.
 */
export const Safar: new (options: SafarOptions) => Safar = class {
  constructor(options: SafarOptions) {
    // biome-ignore lint/correctness/noConstructorReturn: what `new` gives is the one instance of the page
    return typeof document === "object" && options.enabled !== false ? instanceOf(options)[0] : noCalls();
  }
} as never;
