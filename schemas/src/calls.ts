import { type TObject, Type } from "typebox";
import { envelopeFields, fieldsElsewhere, someIdentity } from "./envelope.js";
import { Id, Nullable } from "./fields.js";
import { MAX_EVENT_NAME_LENGTH } from "./limits.js";
import { type CallType, ORDER_EVENT_NAMES } from "./names.js";
import { ORDER_ID_PROPERTIES } from "./order-id.js";
import { GroupTraits, UserTraits } from "./traits.js";

const OpenObject = (description: string) => Type.Optional(Nullable(Type.Object({}), { description }));
const Name = (description: string) => Type.Optional(Nullable(Type.String(), { description }));

/** An order event must have the order's id in one of the properties that `orderId` reads. */
const orderIsNamed = {
  if: { required: ["event"], properties: { event: { enum: ORDER_EVENT_NAMES } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: {
    required: ["properties"],
    properties: {
      properties: {
        type: "object",
        anyOf: ORDER_ID_PROPERTIES.map((name) => ({ required: [name], properties: { [name]: Id() } })),
      },
    },
  },
};

const Track = Type.Object(
  {
    type: Type.Literal("track"),
    event: Type.String({
      minLength: 1,
      maxLength: MAX_EVENT_NAME_LENGTH,
      description: 'Name of the event, such as "Order Completed", or a custom name.',
    }),
    properties: OpenObject("Details of the event. For a commerce event, see its own properties."),
    ...envelopeFields,
  },
  {
    title: "TrackCall",
    description: "A person did something.",
    ...fieldsElsewhere,
    ...someIdentity,
    ...orderIsNamed,
  },
);

const Identify = Type.Object(
  { type: Type.Literal("identify"), traits: Type.Optional(Nullable(UserTraits)), ...envelopeFields },
  {
    title: "IdentifyCall",
    description:
      "Who a person is. With both ids it links the anonymous person's events, also earlier ones, to the user.",
    ...fieldsElsewhere,
    ...someIdentity,
  },
);

const viewFields = {
  name: Name("Name of the page or screen, such as Checkout."),
  category: Name("Category it belongs to."),
  properties: OpenObject("Details of the page or screen, such as its url and title."),
  ...envelopeFields,
};

const Page = Type.Object(
  { type: Type.Literal("page"), ...viewFields },
  { title: "PageCall", description: "A person viewed a page.", ...fieldsElsewhere, ...someIdentity },
);

const Screen = Type.Object(
  { type: Type.Literal("screen"), ...viewFields },
  {
    title: "ScreenCall",
    description: "A person viewed a screen of an app.",
    ...fieldsElsewhere,
    ...someIdentity,
  },
);

const Group = Type.Object(
  {
    type: Type.Literal("group"),
    groupId: Id({ description: "The shop's own id of the company or group." }),
    traits: Type.Optional(Nullable(GroupTraits)),
    ...envelopeFields,
  },
  {
    title: "GroupCall",
    description: "A person belongs to a company or another group.",
    ...fieldsElsewhere,
    ...someIdentity,
  },
);

const Alias = Type.Object(
  {
    type: Type.Literal("alias"),
    previousId: Id({ description: "The person's id until now." }),
    ...envelopeFields,
    userId: Id({ description: "The person's id from now on." }),
  },
  { title: "AliasCall", description: "Two ids belong to one person.", ...fieldsElsewhere },
);

/** The six calls of the tracking API, as in the Segment spec. Other fields are kept. */
export const calls = {
  track: Track,
  identify: Identify,
  page: Page,
  screen: Screen,
  group: Group,
  alias: Alias,
} satisfies Record<CallType, TObject>;

/** Any one event of a batch. */
export const SafarEvent = Type.Union(Object.values(calls), {
  title: "SafarEvent",
  description: "One event: one of the six calls.",
});
