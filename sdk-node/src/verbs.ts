import { bindVerbs, commerceVerbs } from "@safar/web/core";
import type { EventCall, TrackCall } from "./calls.js";

type Table = typeof commerceVerbs;

/** One function per verb. It takes the argument of `track()` without the event's name. */
export type Verbs<Subject extends keyof Table> = {
  readonly [Verb in keyof Table[Subject]]: (
    call: EventCall<Extract<Table[Subject][Verb], string>>,
  ) => boolean;
};

/** Makes the verbs of one subject, like `order`, from a function that tracks. */
export function verbsOf<Subject extends keyof Table>(
  subject: Subject,
  track: (call: TrackCall) => boolean,
): Verbs<Subject> {
  return bindVerbs(commerceVerbs[subject], (call) => track(call as TrackCall)) as Verbs<Subject>;
}
