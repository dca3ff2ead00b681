import type { CallType } from "@safar/schemas/names";
import type { CustomProperties, TrackEventName } from "@safar/schemas/types";
import { commerceVerbs } from "../core/commerce.js";
import type { EventFields } from "../core/event.js";
import { createListeners } from "../core/listeners.js";
import { sentence } from "../core/sentences.js";
import { attempt } from "./attempt.js";
import type { CallOptions, CommerceCalls, EventArguments, GroupTraitsGiven, Traits } from "./calls.js";
import { explain } from "./debug.js";
import type { SafarEvents, WebStatistics } from "./events.js";
import { watchNavigation } from "./navigation.js";
import type { Consent, SafarOptions } from "./options.js";
import { watchPage, whenActivated } from "./page-lifecycle.js";
import { readSettings, type Settings } from "./settings.js";
import { createTracker, type Moment } from "./tracker.js";

/**
 * Tracks what happens on a shop's pages and delivers it to a Safar collector.
 *
 * A call takes its event's text at once and returns; delivery goes on behind it, on later pages too. No call
 * throws, whatever it is given: what cannot be delivered is counted in `stats` and told to `on("drop")`.
 */
export interface Safar extends CommerceCalls {
  /** Something happened, like "Order Completed". */
  track<Name extends TrackEventName>(event: Name, ...call: EventArguments<Name>): void;
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

/** An instance, and how to make calls of another moment through it. */
export type Instance = readonly [safar: Safar, at: (moment: Partial<Moment>, run: () => unknown) => void];

/** @param options as given; where they cannot work it says so in the console, and drops all that is tracked */
export function createSafar(options: SafarOptions): Instance {
  const settings = attempt(() => readSettings(options));
  const isUsable = settings !== undefined && typeof document !== "undefined";
  const listeners = createListeners<SafarEvents>((error) => console.warn(sentence("listener", error)));
  let isHeard = false;
  let moment: Partial<Moment> = {};
  let referrer = isUsable ? document.referrer : "";
  let setReady: () => void;
  const whenReady = new Promise<void>((resolve) => {
    setReady = resolve;
  });
  const tracker = createTracker(
    settings ?? unusable,
    isUsable ? firstConsent(settings) : "denied",
    listeners,
    () => isHeard,
  );

  const record = (type: CallType, fields: () => EventFields): void =>
    tracker.record(type, fields, {
      time: Date.now(),
      href: isUsable ? location.href : "",
      referrer,
      ...moment,
    });

  const track = (event: unknown, properties?: unknown, more?: unknown): void =>
    record("track", () => under(more, { event, properties }));

  const page = (...given: unknown[]): void =>
    record("page", () => {
      const names: unknown[] = [];
      while (names.length < 2 && typeof given[0] === "string") names.push(given.shift());
      if (!names.length && given[0] == null) given.shift();
      return under(given[1], { properties: given[0], name: names.pop(), category: names.pop() });
    });

  const on: Safar["on"] = (name, listener) => {
    if (name === "event") isHeard = true;
    return typeof listener === "function" ? listeners.on(name, listener) : () => {};
  };

  const calls: Partial<Record<keyof Safar, unknown>> = {
    track,
    page,
    on,
    identify(...given: unknown[]) {
      if (typeof given[0] === "object" && given[0]) given.unshift(undefined);
      const [userId, traits, more] = given;
      attempt(() => isId(userId) && tracker.visitor.setUser(userId));
      record("identify", () => under(more, userId == null ? { traits } : { traits, userId }));
    },
    group: (groupId: unknown, traits?: unknown, more?: unknown) =>
      record("group", () => under(more, { groupId, traits })),
    alias: (userId: unknown, previousId?: unknown, more?: unknown) =>
      record("alias", () => under(more, previousId == null ? { userId } : { userId, previousId })),
    reset: () => void attempt(tracker.visitor.reset),
    forget: async () => attempt(tracker.forget),
    consent: tracker.setConsent,
    async ready(callback?: unknown) {
      await whenReady;
      attempt(callback as () => unknown);
    },
    flush: (options?: { readonly timeout?: number }) =>
      tracker.flush(attempt(() => options?.timeout) ?? 10_000),
  };
  for (const [subject, verbs] of Object.entries(commerceVerbs)) {
    const bound: Record<string, unknown> = {};
    for (const [verb, event] of Object.entries(verbs)) bound[verb] = track.bind(undefined, event);
    calls[subject as keyof Safar] = bound;
  }
  Object.defineProperties(calls, {
    stats: { get: tracker.statistics },
    anonymousId: { get: () => (tracker.isAllowed() ? tracker.visitor.anonymous() : undefined) },
  });

  if (isUsable) {
    const { debug, trackPages } = settings;
    if (debug) {
      isHeard = true;
      explain(listeners);
    }
    whenActivated(() => {
      tracker.activate();
      watchPage(tracker.leave, tracker.resume);
      setReady();
      // The shop has its turn first, to say who the visitor is and to listen.
      if (trackPages !== "none") queueMicrotask(page);
      if (trackPages === "all") {
        watchNavigation((before) => {
          referrer = before;
          page();
        });
      }
    });
  } else if (!settings) {
    console.error(sentence("options"));
  }

  const at: Instance[1] = (then, run) => {
    moment = then;
    attempt(run);
    moment = {};
  };
  return [calls as unknown as Safar, at];
}

/** The options of a call under its own fields. Runs where a failure of a getter is caught and counted. */
const under = (options: unknown, fields: Record<string, unknown>): EventFields => ({
  ...(options as object),
  ...fields,
});

const isId = (id: unknown): id is string | number => typeof id === "string" || typeof id === "number";
const unusable = { hashTraits: [], cookieless: true } as unknown as Settings;

function firstConsent({ consent, respectPrivacySignals }: Settings): Consent {
  const { globalPrivacyControl: gpc, doNotTrack } = navigator as {
    globalPrivacyControl?: unknown;
  } & Navigator;
  return consent === "granted" && respectPrivacySignals && (gpc || doNotTrack === "1") ? "denied" : consent;
}
