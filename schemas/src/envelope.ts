import { Type } from "typebox";
import { Context } from "./context.js";
import { AnyObject, Id, Nullable, Timestamp, UnknownableId } from "./fields.js";

/** The fields that every call has, whatever its type. */
export const envelopeFields = {
  messageId: Type.Optional(
    UnknownableId({
      description:
        "Id of this message, the same on every retry: the copies of one message are one event. When it is left out, it is made from the event's content.",
    }),
  ),
  timestamp: Type.Optional(
    Nullable(Timestamp, {
      description:
        "When it happened: ISO 8601 text, or seconds or milliseconds since 1970. When it is left out, the time of arrival.",
    }),
  ),
  userId: Type.Optional(
    UnknownableId({ description: "The shop's own id of a known person, such as a database key." }),
  ),
  anonymousId: Type.Optional(
    UnknownableId({
      description: "Id of a person who is not known yet: of a browser, a device or a session.",
    }),
  ),
  context: Type.Optional(Nullable(Context)),
  integrations: Type.Optional(
    Type.Object({}, { description: "Kept as it was sent; Safar sends events to no one else." }),
  ),
  _metadata: Type.Optional(Type.Object({}, { description: "Notes of the sending library about itself." })),
};

/** That someone is named: at least one id that is neither null nor empty nor a placeholder. */
export const someIdentity = {
  anyOf: [
    { required: ["userId"], properties: { userId: Id() } },
    { required: ["anonymousId"], properties: { anonymousId: Id() } },
  ],
};

const text = Nullable(Type.String());
const object = Nullable(AnyObject);

/** What holds of a field wherever it stands, also on a call to which it says nothing. */
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
