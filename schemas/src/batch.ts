import { Type } from "typebox";
import { SafarEvent } from "./calls.js";
import { Context } from "./context.js";
import { Nullable, Timestamp } from "./fields.js";
import { MAX_BATCH_EVENTS } from "./limits.js";

/** The body of `POST /v1/batch`. */
export const BatchBody = Type.Object(
  {
    batch: Type.Array(SafarEvent, {
      maxItems: MAX_BATCH_EVENTS,
      description: "The events. Each is judged on its own.",
    }),
    sentAt: Type.Optional(
      Nullable(Timestamp, {
        description: "When this attempt was sent, by the sender's clock, which it puts right.",
      }),
    ),
    writeKey: Type.Optional(
      Nullable(Type.String(), { description: "The write key, where no header carries it." }),
    ),
    context: Type.Optional(Nullable(Context)),
  },
  { title: "BatchBody", description: "Events that travel together." },
);
