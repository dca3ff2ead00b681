import { isObject } from "../batch.js";
import { sizeProblem } from "../event-size.js";
import type { Stage } from "./stage.js";

/** Removes what may not be stored of the event. First checks its size as it was sent. */
export const protect: Stage = (event, { privacy, shared, stringify, removed }) => {
  event.tooLarge = sizeProblem(event.sent, shared, stringify);
  event.kept = privacy.protect(event.sent, removed);
  if (isObject(event.kept)) privacy.keepAddress(event.kept.context);
  return undefined;
};
