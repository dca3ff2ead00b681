import type {
  Context,
  CustomProperties,
  GroupTraits,
  TrackProperties,
  UserTraits,
} from "@safar/schemas/types";
import type { commerceVerbs } from "../core/commerce.js";

/** What every call may say beside its own fields. */
export interface CallOptions {
  /** When it happened, if not now: a Date, milliseconds since 1970, or ISO 8601 text. */
  readonly timestamp?: Date | number | string | undefined;
  /** An id that stays the same when the same event is tracked again: the collector keeps the first. */
  readonly messageId?: string | undefined;
  /** Laid over what the page knows; `context.test: true` keeps the event out of all figures. */
  readonly context?: Open<Context> | undefined;
  readonly integrations?: object | undefined;
  /** In place of the visitor's own ids, for this event alone. */
  readonly userId?: string | number | null | undefined;
  readonly anonymousId?: string | number | null | undefined;
}

/** The properties of an event, which may be left out where it needs none, and the options of the call. */
export type EventArguments<Name extends string> =
  Record<never, never> extends TrackProperties<Name>
    ? [properties?: TrackProperties<Name> | null | undefined, options?: CallOptions]
    : [properties: TrackProperties<Name>, options?: CallOptions];

export type Traits = Open<UserTraits>;
export type GroupTraitsGiven = Open<GroupTraits>;

type Table = typeof commerceVerbs;

/** The verbs of all subjects: `cart.add`, `order.complete`, …, each of which tracks its event. */
export type CommerceCalls = {
  readonly [Subject in keyof Table]: {
    readonly [Verb in keyof Table[Subject]]: (
      ...call: EventArguments<Extract<Table[Subject][Verb], string>>
    ) => void;
  };
};

/** A type's own fields, and any others: values whose type is an interface fit too. */
type Open<Fields> = {
  [Name in keyof Fields as string extends Name ? never : Name]: Fields[Name];
} & CustomProperties;
