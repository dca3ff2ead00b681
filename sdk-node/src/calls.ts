import type {
  Context,
  CustomProperties,
  GroupTraits,
  NoNearMiss,
  TrackEventName,
  TrackProperties,
  UserTraits,
} from "@safar/schemas/types";

/** Who did it: the customer's id, the visitor's, or both. */
export type Who =
  | { readonly userId: string | number; readonly anonymousId?: string | number | null | undefined }
  | { readonly anonymousId: string | number; readonly userId?: string | number | null | undefined };

/** What every call may say beside its own fields. */
export interface CallOptions {
  /** When it happened, if not now: a Date, milliseconds since 1970, or ISO 8601 text. */
  readonly timestamp?: Date | number | string | undefined;
  /**
   * An id that stays the same when the same event is tracked again, as by a job that is run twice: the
   * collector keeps the first. Made anew for each call by default.
   */
  readonly messageId?: string | undefined;
  /** What surrounds the event; `context.test: true` keeps it out of all figures. */
  readonly context?: Open<Context> | undefined;
  readonly integrations?: object | undefined;
}

/** A commerce event's call without its name, or any event's: who, when, and the properties that it has. */
export type EventCall<Name extends string = string> = Who & CallOptions & WithProperties<Name>;

/** An event by its name: a commerce event's properties are checked, those of a name of your own are free. */
export type TrackCall<Name extends string = string> = { readonly event: Name } & EventCall<Name>;

/** What `track()` takes: a name that is nearly a commerce event's is refused, since no figure would read it. */
export type CheckedTrackCall<Name extends string> = TrackCall<Name> & { readonly event: NoNearMiss<Name> };

export type IdentifyCall = Who & CallOptions & { readonly traits?: Open<UserTraits> | undefined };

export type PageCall = Who &
  CallOptions & {
    readonly name?: string | undefined;
    readonly category?: string | undefined;
    readonly properties?: CustomProperties | undefined;
  };

export type GroupCall = Who &
  CallOptions & { readonly groupId: string | number; readonly traits?: Open<GroupTraits> | undefined };

export type AliasCall = CallOptions & {
  /** The id to keep. */
  readonly userId: string | number;
  /** The id that was used before. */
  readonly previousId: string | number;
};

export type { TrackEventName };

/** Required where the event has properties that it needs, like an order's id. */
type WithProperties<Name extends string> =
  Record<never, never> extends TrackProperties<Name>
    ? { readonly properties?: TrackProperties<Name> | undefined }
    : { readonly properties: TrackProperties<Name> };

/** A type's own fields, and any others: values whose type is an interface fit too. */
type Open<Fields> = {
  [Name in keyof Fields as string extends Name ? never : Name]: Fields[Name];
} & CustomProperties;
