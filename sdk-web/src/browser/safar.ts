import type { CallType } from "@safar/schemas/names";
import { commerceVerbs } from "../core/commerce.js";
import { attempt } from "./attempt.js";
import { fieldsOf } from "./call-fields.js";
import type { Safar } from "./calls.js";
import { createDelivery } from "./delivery.js";
import { watchNavigation } from "./navigation.js";
import { createObservers } from "./observers.js";
import type { Consent, SafarOptions } from "./options.js";
import { watchPage } from "./page-lifecycle.js";
import { asksForPrivacy } from "./privacy-signals.js";
import { createQueue } from "./queue.js";
import { createRecorder, type Moment } from "./recorder.js";
import { firstEnd, inSlices } from "./slices.js";
import { createVisitor } from "./visitor.js";

export type Instance = readonly [safar: Safar, moment: Moment];

/**
 * Makes an instance: from its calls to events in the queue, and to the collector, or to counted drops. No call
 * throws.
 *
 * @param name of the instance, its database and its lock
 * @param host the collector's address; without one it says so in the console, and drops all that is tracked
 */
export function createSafar(options: SafarOptions, name: string, host: string | undefined): Instance {
  let { consent = "granted", respectPrivacySignals, trackPages } = options;
  let { referrer } = document;
  let tracked = 0;
  const moment: Moment = [];
  /** Whether it is seen: a page rendered ahead waits for its visitor. */
  let isActive = host && !(document as { prerendering?: boolean }).prerendering;
  /** What the page begins with, once it is seen. */
  let beginning: (() => unknown)[] = [];

  /** Whether the visitor may be known now. */
  const isAllowed = () => consent === "granted" && isActive;

  const observers = createObservers();
  const visitor = createVisitor(options);
  const queue = createQueue(name, options, observers);
  const leave = (isEnd?: boolean): void => {
    begin();
    recorder.release_(isEnd);
    delivery.leave_(isEnd);
  };
  const delivery = createDelivery(name, host, options, isAllowed, leave, queue, observers);
  const recorder = createRecorder(options, isAllowed, visitor, queue, delivery, observers);

  /**
   * Does it, in slices, so that a slow phone answers its visitor in between; at once when the page calls or ends, so
   * that all is in its order.
   */
  const begin = (isUrgent = true): void =>
    inSlices(
      () => {
        const part = beginning.shift();
        part?.();
        return part;
      },
      isUrgent,
      firstEnd,
    );

  const refuse = (): Promise<void> => {
    begin();
    delivery.endTurn_();
    return queue.refuse_(
      recorder.held_.splice(0).map(([json]) => json),
      visitor.forget_,
    );
  };

  /** The page is there, or back, with its visitor's consent: what waits goes on its way. */
  const resume = (limitMs?: number): void => {
    if (!isAllowed()) return;
    visitor.remember_();
    delivery.resume_(limitMs);
    recorder.release_();
  };

  const applyConsent = (): void => {
    if (consent === "denied") void refuse();
    resume(1_000);
  };

  const record = (type: CallType, given: unknown[]): void => {
    tracked++;
    if (consent === "denied") observers.drop_("consent");
    else recorder.record_(type, given, referrer, moment);
  };

  const calls = {
    reset() {
      begin();
      visitor.reset_();
    },
    forget: refuse,
    consent(answer: Consent) {
      // What is no answer counts as none.
      consent = answer;
      applyConsent();
    },
    async ready(callback?: () => unknown) {
      await whenSeen;
      attempt(callback!);
    },
    async flush(given?: { readonly timeout?: number }) {
      begin();
      recorder.release_(true);
      return isAllowed() ? delivery.flush_(attempt(() => given!.timeout) ?? 10_000) : !recorder.held_[0];
    },
    on: observers.on_,
    get stats() {
      return {
        tracked,
        queued: recorder.held_.length + queue.own_.size,
        sent: observers.sent_,
        dropped: { ...observers.dropped_ },
      };
    },
    get anonymousId() {
      begin();
      return isAllowed() ? visitor.read_().id : undefined;
    },
    // biome-ignore lint/suspicious/noExplicitAny: its other calls follow
  } as any;
  for (const type in fieldsOf) {
    calls[type] = (...given: unknown[]) => {
      begin();
      record(type as CallType, given);
      recorder.release_();
    };
  }
  for (const subject in commerceVerbs) {
    const verbs: Readonly<Record<string, string>> = commerceVerbs[subject as keyof typeof commerceVerbs];
    calls[subject] = {};
    for (const verb in verbs)
      calls[subject][verb] = (...given: unknown[]) => calls.track(verbs[verb], ...given);
  }

  const whenSeen = new Promise<unknown>((resolve) => {
    if (isActive) resolve(0);
    else if (host) document.addEventListener("prerenderingchange", resolve);
    else console.error("Safar: set writeKey, host");
  });
  if (!host || (consent === "granted" && respectPrivacySignals !== false && asksForPrivacy()))
    consent = "denied";
  void whenSeen.then(() => {
    isActive = true;
    watchPage(
      leave,
      // Not at once: a tab that was hidden as this one was shown has just sent what it had.
      () => resume(),
    );
    if (trackPages === "all") {
      watchNavigation((before) => {
        referrer = before;
        calls.page();
      });
    }
    beginning = [
      // Nothing yet: where the script alone took a slice, all that follows has to wait.
      isAllowed,
      () => isAllowed() && visitor.remember_(),
      applyConsent,
      () => /^(a|fi)/.test(trackPages!) && record("page", []),
      recorder.release_,
    ];
    begin(false);
  });

  return [calls, moment];
}
