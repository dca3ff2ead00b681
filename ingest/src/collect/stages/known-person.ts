import { timestampMillis } from "@safar/schemas";
import { eventTime, sentTime } from "../../event/enrich/event-time.js";
import { refusal } from "../../event/validate/refusal.js";
import { labelsOf } from "../../people/labels.js";
import { isObject } from "../batch.js";
import type { Stage } from "./stage.js";

/** Rejects events from before their person was erased. Later events belong to a new person. */
export const knownPerson: Stage = ({ kept }, { erasures, receipt: { sourceId, sentAt, receivedAt } }) => {
  if (erasures === undefined || erasures.none || !isObject(kept)) return undefined;
  const erasedAt = erasures.erasedAt(sourceId, labelsOf(kept));
  if (erasedAt === undefined) return undefined;
  const own = kept.sentAt === undefined ? sentAt : timestampMillis(kept.sentAt);
  const happenedAt = eventTime(sentTime(kept), own, receivedAt).at;
  return happenedAt <= erasedAt ? refusal("person_forgotten") : undefined;
};
