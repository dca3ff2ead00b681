/** What each code means, and what to do about it. `$1`, `$2` are the details of the case. */
const sentences: Readonly<Record<string, string>> = {
  not_an_object: '$1() takes one object, like { userId: "u1", … }.',
  event_missing: '$1() needs `event`, a name like "Order Completed".',
  id_missing: "$1() needs a `userId` or an `anonymousId` that is not empty.",
  id_type: "$1(): `$2` must be a string or a number; wrap it in String().",
  group_id_missing: "$1() needs `groupId`, the id of the group.",
  previous_id_missing: "$1() needs `previousId`, the id that was used before.",
  user_id_missing: "$1() needs `userId`, the id to keep.",
  message_id_type: "$1(): `messageId` must be a string that is not empty.",
  timestamp_invalid: "$1(): `timestamp` must be a valid Date, milliseconds since 1970 or ISO 8601 text.",
  field_type: "$1(): `$2` must be $3.",
  event_too_large: "$1(): the event has $2 bytes, the limit is $3: put less in it.",
  not_serialisable: "$1(): the event cannot be written as JSON: $2",
  http_401: "The collector does not know this write key, or it was disabled: check `writeKey`.",
  http_413: "The collector says it is too large.",
  refused: "The collector refused the batch with status $1: $2",
  busy: "The collector cannot take it now (status $1).",
  no_collector: "No collector answered at this address (status $1): check `host`.",
  not_a_collector: "Status $1 came without a collector's answer: check `host`, something else replied.",
  queue_full: "The queue is full: the collector takes less than is tracked, or cannot be reached.",
};

/** The sentence of a code, with its details. */
export const sentence = (code: string, ...details: unknown[]): string =>
  (sentences[code] as string).replace(/\$(\d)/g, (_, place) => String(details[place - 1]));
