import type {
  Context,
  CustomProperties,
  GroupTraits,
  NoNearMiss,
  TrackEventName,
  TrackProperties,
  UserTraits,
} from "@safar/schemas/types";

/** Who did it: the user's id, the visitor's, or both. */
export type Who =
  | { readonly userId: string | number; readonly anonymousId?: string | number | null | undefined }
  | { readonly anonymousId: string | number; readonly userId?: string | number | null | undefined };

/** Optional fields of every call. */
export interface CallOptions {
  /** When it happened, if not now: a Date, milliseconds since 1970, or ISO 8601 text. */
  readonly timestamp?: Date | number | string | undefined;
  /**
   * An id that is the same when the same event is tracked again, for example by a job that runs twice: the collector
   * keeps the first. Default: a new id for each call.
   */
  readonly messageId?: string | undefined;
  /** The event's context; `context.test: true` excludes it from all figures. */
  readonly context?: Open<Context> | undefined;
  readonly integrations?: object | undefined;
}

/** An event's call without its name: who, when, and its properties. */
export type EventCall<Name extends string = string> = Who & CallOptions & WithProperties<Name>;

/** An event with its name. The properties of commerce events are checked; those of your own events are free. */
export type TrackCall<Name extends string = string> = { readonly event: Name } & EventCall<Name>;

/**
 * The argument of `track()`. A name that is nearly a commerce event's is a type error, because no figure would read
 * it.
 */
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

/** `properties` is required if the event has required ones, such as an order's id. */
type WithProperties<Name extends string> =
  Record<never, never> extends TrackProperties<Name>
    ? { readonly properties?: TrackProperties<Name> | undefined }
    : { readonly properties: TrackProperties<Name> };

/** A type's own fields and any others. Values whose type is an interface are accepted too. */
type Open<Fields> = {
  [Name in keyof Fields as string extends Name ? never : Name]: Fields[Name];
} & CustomProperties;
