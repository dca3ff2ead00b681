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
      description: "The events. Each is validated separately.",
    }),
    sentAt: Type.Optional(
      Nullable(Timestamp, {
        description:
          "When this attempt was sent, by the sender's clock. The collector corrects the events' times with it.",
      }),
    ),
    writeKey: Type.Optional(Nullable(Type.String(), { description: "The write key, if no header has it." })),
    context: Type.Optional(Nullable(Context)),
  },
  { title: "BatchBody", description: "Events sent in one request." },
);
