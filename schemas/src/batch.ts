import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { Context } from "./context.js";
import { Nullable, Timestamp } from "./fields.js";
import { MAX_BATCH_EVENTS } from "./limits.js";

/** The body of `POST /v1/batch`. */
export const BatchBody = Type.Object(
  {
    batch: Type.Array(Type.Unknown(), {
      maxItems: MAX_BATCH_EVENTS,
      description: "The events. Each is judged on its own.",
    }),
    sentAt: Type.Optional(
      Nullable(
        Timestamp({ description: "When this attempt was sent, by the sender's clock, which it puts right." }),
      ),
    ),
    writeKey: Type.Optional(
      Nullable(Type.String(), { description: "The write key, where no header carries it." }),
    ),
    context: Type.Optional(Nullable(Context)),
  },
  { title: "BatchBody", description: "Events that travel together." },
);

const readable = Compile(Type.Object({ batch: Type.Array(Type.Unknown()) }));

/**
 * Whether a parsed body can be read as a batch at all: an object with an array `batch`.
 *
 * Everything else in it is judged event by event, or ignored when it is not what it should be, because a
 * client drops the whole batch when the body is refused. The number of events is for the caller to limit.
 */
export function isBatchBody(body: unknown): body is { batch: unknown[]; [field: string]: unknown } {
  return readable.Check(body);
}
