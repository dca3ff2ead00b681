import type { CommerceEvents } from "./generated/commerce.js";

export type * from "./generated/calls.js";
export type * from "./generated/commerce.js";
export type * from "./generated/journey.js";
export type { NearMiss, NoNearMiss } from "./near-name-types.js";

/** A name for `track()`: an editor offers those of the commerce events, and any other is allowed. */
export type TrackEventName = keyof CommerceEvents | (string & {});

/** The properties of a tracked event: those of a commerce event by its name, anything for a name of the shop's own. */
export type TrackProperties<Name extends string> = Name extends keyof CommerceEvents
  ? CommerceEvents[Name]
  : CustomProperties;

/** Properties of an event of the shop's own. */
// biome-ignore lint/suspicious/noExplicitAny: with `unknown`, values whose type is an interface would be refused
export type CustomProperties = { [property: string]: any };
