import type {
  Context,
  CustomProperties,
  GroupTraits,
  NoNearMiss,
  TrackEventName,
  TrackProperties,
  UserTraits,
} from "@safar/schemas/types";
import type { commerceVerbs } from "../core/commerce.js";
import type { SafarEvents, WebStatistics } from "./events.js";
import type { Consent } from "./options.js";

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

/**
 * Tracks what happens on a shop's pages and delivers it to a Safar collector.
 *
 * A call takes its event's text at once and returns; delivery goes on behind it, on later pages too. No call
 * throws, whatever it is given: what cannot be delivered is counted in `stats` and told to `on("drop")`.
 */
export interface Safar extends CommerceCalls {
  /** Something happened, like "Order Completed". A name that is nearly a commerce event's is refused by the compiler. */
  track<Name extends TrackEventName>(event: Name & NoNearMiss<Name>, ...call: EventArguments<Name>): void;
  /** Who the visitor is, from now on, and what is known of them. */
  identify(userId?: string | number | null, traits?: Traits | null, options?: CallOptions): void;
  identify(traits: Traits, options?: CallOptions): void;
  /** A page was seen. */
  page(name?: string, properties?: CustomProperties | null, options?: CallOptions): void;
  page(category: string, name: string, properties?: CustomProperties | null, options?: CallOptions): void;
  page(properties: CustomProperties, options?: CallOptions): void;
  /** The visitor belongs to a group, like a company. */
  group(groupId: string | number, traits?: GroupTraitsGiven | null, options?: CallOptions): void;
  /** Two ids are one person. `previousId` is the visitor's own by default. */
  alias(userId: string | number, previousId?: string | number, options?: CallOptions): void;
  /** Another visitor from now on: a new anonymous id, a new visit. What was tracked is sent as it was. */
  reset(): void;
  /** As if the visitor had never been here: also what waits is dropped. Resolves when it is done. */
  forget(): Promise<void>;
  /** What the visitor answered. */
  consent(consent: Consent): void;
  /** Resolves, and calls back, when the page is seen and events can be sent. */
  ready(callback?: () => unknown): Promise<void>;
  /**
   * Sends what waits, of all tabs and earlier pages.
   *
   * @param options.timeout milliseconds to wait, 10,000 by default
   * @returns true when nothing waits any more, false when the time ran out or consent is pending
   */
  flush(options?: { readonly timeout?: number }): Promise<boolean>;
  /** Adds a listener, whose failures harm nobody else. What it returns removes it. */
  on<Name extends keyof SafarEvents>(name: Name, listener: (value: SafarEvents[Name]) => unknown): () => void;
  /** Where the events of this page are. */
  readonly stats: WebStatistics;
  /** The visitor's id, for events of the shop's backend; undefined while nothing may be remembered. */
  readonly anonymousId: string | undefined;
}

/** A type's own fields, and any others: values whose type is an interface fit too. */
type Open<Fields> = {
  [Name in keyof Fields as string extends Name ? never : Name]: Fields[Name];
} & CustomProperties;
