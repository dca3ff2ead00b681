import type { CommerceEvents } from "./generated/commerce.js";

export type * from "./generated/calls.js";
export type * from "./generated/commerce.js";
export type * from "./generated/journey.js";
export type { NearMiss, NoNearMiss } from "./near-name-types.js";

/** A name for `track()`: editors suggest the commerce events, and any other name is allowed. */
export type TrackEventName = keyof CommerceEvents | (string & {});

/** The properties of a tracked event: typed for a commerce event, anything for a custom event. */
export type TrackProperties<Name extends string> = Name extends keyof CommerceEvents
  ? CommerceEvents[Name]
  : CustomProperties;

/** Properties of a custom event. */
// biome-ignore lint/suspicious/noExplicitAny: with `unknown`, values whose type is an interface would be errors
export type CustomProperties = { [property: string]: any };
