import { commerceVerbs } from "../core/commerce.js";
import { fieldsOf } from "./call-fields.js";
import type { Safar } from "./calls.js";

const nothing = () => {};

/**
 * An instance that takes every call and does nothing: nothing is counted, dropped, stored or complained of. `ready()`
 * never resolves: nobody is followed.
 */
export function noCalls(): Safar {
  // biome-ignore lint/suspicious/noExplicitAny: its other calls follow
  const calls: any = {
    reset: nothing,
    forget: async () => {},
    consent: nothing,
    ready: () => new Promise(nothing),
    flush: async () => true,
    on: () => nothing,
    stats: { tracked: 0, queued: 0, sent: 0, dropped: {} },
    anonymousId: undefined,
  };
  for (const type in fieldsOf) calls[type] = nothing;
  for (const subject in commerceVerbs) {
    const verbs = commerceVerbs[subject as keyof typeof commerceVerbs];
    calls[subject] = {};
    for (const verb in verbs) calls[subject][verb] = nothing;
  }
  return calls;
}
