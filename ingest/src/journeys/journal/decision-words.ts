import type { Decision, DecisionKind } from "../run/run.js";
import { localMinuteText } from "./local-minute-text.js";

/** What a run did at a node, as people read it. `by` is what it was decided by, see {@link Decision}. */
const WORDS: Readonly<Record<DecisionKind, (by: string) => string>> = {
  entered: (by) => `came in by the event ${by}`,
  member: (by) => `came in, being in the segment ${by}`,
  delayed: (by) => `waited until ${by}, and went on`,
  waits: (by) => `waits until ${by}`,
  "quiet-hours": (by) => `waits for the end of the quiet hours, ${by}`,
  happened: (by) => `went on by yes: the event ${by} came`,
  "timed-out": (by) => `went on by no: the event did not come until ${by}`,
  yes: () => "went on by yes: the condition held",
  no: () => "went on by no: the condition did not hold",
  way: (by) => `went the way ${by}, by lot`,
  action: () => "began the message, call or event of this step",
  control: () => "did nothing: the person is in the control group",
  goal: (by) => `ended: the goal was reached by the event ${by}`,
  end: () => "ended: it went the whole way",
  merged: (by) => `ended: the person turned out to be one who is in the run ${by}`,
};

/** The decisions whose `by` is a moment in ISO 8601. */
const BY_TIME: readonly string[] = ["delayed", "waits", "quiet-hours", "timed-out"];

/** A decision as people read it; one of a kind that is not known, by its own name. */
export function decisionText({ what, by }: Decision, timeZone: string): string {
  if (!Object.hasOwn(WORDS, what)) return [what, by].filter(Boolean).join(" ");
  const moment = BY_TIME.includes(what) ? Date.parse(by) : Number.NaN;
  return WORDS[what](Number.isNaN(moment) ? by : localMinuteText(moment, timeZone));
}
