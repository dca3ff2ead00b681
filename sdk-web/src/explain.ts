import type { Safar } from "./browser/calls.js";
import type { DeliveryFailure, EventStep, SafarEvents } from "./browser/events.js";
import type { Drop } from "./core/drop-reason.js";
import { whyUncounted } from "./core/uncounted.js";

export type { Safar as SafarCalls } from "./browser/calls.js";

const steps: Readonly<Record<EventStep["step"], string>> = {
  made: "was made",
  queued: "waits in this browser, also when the page ends",
  sent: "is on its way",
  acknowledged: "has arrived",
};

/** What each reason of a drop means, and what to do about it. */
const drops: Partial<Readonly<Record<Drop["reason"], string>>> = {
  not_serialisable: "it cannot be written as JSON",
  too_large: "it is over the collector's limit for one event: put less in it",
  queue_full: "the queue is full, since the collector takes less than is tracked, or cannot be reached",
  rejected: "the collector refused it",
  unauthorized: "the collector does not know this write key, or it was disabled: check `writeKey`",
  consent: "the visitor did not agree to be followed, or is forgotten",
  before_send: "`beforeSend` let it go, or failed on it",
};

const say = (text: string, ...details: unknown[]) => console.info(`Safar: ${text}`, ...details);

const explanations = {
  event: ({ step, event, attempt }: EventStep) => {
    const why = step === "made" && whyUncounted(event);
    if (why) console.warn(`Safar: ${why}`);
    say(
      `${event.type} ${JSON.stringify(event.event ?? event.name ?? "")} ${steps[step]}${(attempt ?? 1) > 1 ? `, for the ${attempt}th time` : ""}.`,
      event,
    );
  },
  drop: ({ reason, message, json }: Drop) =>
    say(`An event was dropped: ${drops[reason] ?? reason} (${message}).`, json),
  error: ({ code, message, retryInMs }: DeliveryFailure) =>
    say(`A request failed (${code}): ${message}. It is sent again in ${Math.round(retryInMs)} ms.`),
};

/** Words in the user agents of automated browsers. The collector knows more of them, and decides. */
const AUTOMATED = /headless|cypress|phantomjs|bot\b|crawler|spider/i;

function warnOfRobot(): void {
  const [word] = AUTOMATED.exec(globalThis.navigator?.userAgent ?? "") ?? [];
  if (word !== undefined)
    console.warn(
      `Safar: this browser calls itself a robot ("${word}" in its user agent). Its events are stored, and no figure counts them. In a test, give it the user agent of an ordinary browser.`,
    );
}

/**
 * Explains in the console what happens to each event. Only for development.
 *
 * @returns a function that stops it
 */
export function explain({ on }: Pick<Safar, "on">): () => void {
  warnOfRobot();
  const ends = (Object.keys(explanations) as (keyof SafarEvents)[]).map((name) =>
    on(name, (value) => explanations[name](value as never)),
  );
  return () => {
    for (const end of ends) end();
  };
}
