import { Type } from "typebox";
import { Context } from "./context.js";
import { AnyObject, Id, Nullable, Timestamp, UnknownableId } from "./fields.js";

/** The fields that every call has, whatever its type. */
export const envelopeFields = {
  messageId: Type.Optional(
    UnknownableId({
      description:
        "Id of this message, the same on every retry: copies of a message are one event. If it is missing, the collector derives it from the event's content.",
    }),
  ),
  timestamp: Type.Optional(
    Nullable(Timestamp, {
      description:
        "When it happened: ISO 8601 text, or seconds or milliseconds since 1970. If it is missing, the time of arrival.",
    }),
  ),
  userId: Type.Optional(
    UnknownableId({ description: "The shop's id of a known user, such as a database key." }),
  ),
  anonymousId: Type.Optional(
    UnknownableId({
      description: "Id of a person without a known user: of a browser, a device or a session.",
    }),
  ),
  context: Type.Optional(Nullable(Context)),
  integrations: Type.Optional(
    Type.Object({}, { description: "Stored as sent. Safar does not forward events to other services." }),
  ),
  _metadata: Type.Optional(Type.Object({}, { description: "Notes of the sending library about itself." })),
};

/** At least one id must be neither null nor empty nor a placeholder. */
export const someIdentity = {
  anyOf: [
    { required: ["userId"], properties: { userId: Id() } },
    { required: ["anonymousId"], properties: { anonymousId: Id() } },
  ],
};

const text = Nullable(Type.String());
const object = Nullable(AnyObject);

/** Rules for fields in every call, also in calls where the field has no meaning. */
export const fieldsElsewhere = {
  allOf: [
    {
      properties: {
        name: text,
        category: text,
        groupId: UnknownableId(),
        previousId: UnknownableId(),
        properties: object,
        traits: object,
      },
    },
  ],
};
