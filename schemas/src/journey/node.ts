import { type TProperties, Type } from "typebox";
import { Inner, Value, Where } from "./condition.js";
import { CHANNELS, Duration, EventName, LocalTime, NAME_PATTERN, Next, Weekday } from "./fields.js";

const strict = { additionalProperties: false } as const;

const Text = (description: string, maxLength: number) =>
  Type.String({ minLength: 1, maxLength, description });

const Message = Type.Object(
  {
    subject: Type.Optional(Text("The subject of an e-mail, or the title of a notification.", 500)),
    text: Text("The message as plain text.", 20_000),
    html: Type.Optional(
      Text("The e-mail as HTML, in addition to the plain text. Inserted values are escaped.", 20_000),
    ),
    short: Type.Optional(Text("The text for SMS and notifications, if it differs.", 1_000)),
    link: Type.Optional(
      Text("Where a click on a notification leads, such as https://shop.example/cart.", 2_000),
    ),
    icon: Type.Optional(
      Text("Address of the small picture of a notification, square, such as the shop's logo.", 2_000),
    ),
    image: Type.Optional(
      Text("Address of a large picture of a notification, where the browser shows one.", 2_000),
    ),
  },
  { title: "JourneyMessage", description: "A message in one language.", ...strict },
);

const until = {
  at: Type.Union([Type.Literal("usual"), LocalTime("A time of the person's day.")], {
    description:
      'A time of the person\'s day, such as "10:00", or "usual": the hour at which they usually visit.',
  }),
  orAt: Type.Optional(LocalTime('With "usual": the time for people without a known usual hour.')),
  on: Type.Optional(Weekday),
};

/** Nodes, by their type. */
export const nodes = {
  send: Type.Object(
    {
      type: Type.Literal("send", { description: "Send a message." }),
      channels: Type.Array(Type.Union(CHANNELS.map((channel) => Type.Literal(channel))), {
        minItems: 1,
        maxItems: 3,
        uniqueItems: true,
        description: "Channels: the first one is used that the person has and permits.",
      }),
      kind: Type.Optional(
        Type.Union([Type.Literal("marketing"), Type.Literal("transactional")], {
          description:
            "marketing (default): only with permission, within caps and outside quiet hours. transactional: a message that the person's own order needs.",
        }),
      ),
      message: Type.Record(Type.String({ pattern: "^[a-z]{2}(-[A-Z]{2})?$" }), Message, {
        minProperties: 1,
        maxProperties: 32,
        additionalProperties: false,
        description:
          'The message by language, such as "en" and "fa". The first one is for people with another language.',
      }),
      next: Next("What comes then."),
    },
    { title: "JourneySend", description: "Sends a message. The control group gets none.", ...strict },
  ),
  webhook: Type.Object(
    {
      type: Type.Literal("webhook", { description: "Call your own address." }),
      url: Type.String({
        pattern: "^https://[^\\s/@?#]+(/[^\\s#]*)?$",
        maxLength: 2_000,
        description: "The URL to call, such as https://crm.shop.example/safar.",
      }),
      next: Next("What comes then."),
    },
    {
      title: "JourneyWebhook",
      description: "Calls a URL with a signature. Not for the control group.",
      ...strict,
    },
  ),
  track: Type.Object(
    {
      type: Type.Literal("track", { description: "Track an event of the person." }),
      event: EventName("Its name."),
      properties: Type.Optional(
        Type.Record(Type.String({ minLength: 1, maxLength: 64 }), Value, {
          maxProperties: 32,
          description:
            "Its properties. Safar adds journey, node, run, and journeys, which lists the journeys that led to it.",
        }),
      ),
      next: Next("What comes then."),
    },
    {
      title: "JourneyTrack",
      description:
        "Tracks an event of the person, which other journeys and all figures read. Not for the control group.",
      ...strict,
    },
  ),
  delay: Type.Object(
    {
      type: Type.Literal("delay", { description: "Wait for a time." }),
      for: Type.Optional(Duration("Duration. With `until`: at least this long, and then until that time.")),
      until: Type.Optional(
        Type.Object(until, {
          title: "JourneyUntil",
          description: "The next such time in the person's time zone, or else in the shop's.",
          ...strict,
        }),
      ),
      next: Next("What comes then."),
    },
    {
      title: "JourneyDelay",
      description: "Waits for a time after the previous node.",
      ...strict,
    },
  ),
  wait: Type.Object(
    {
      type: Type.Literal("wait", { description: "Wait for an event, up to a maximum time." }),
      event: EventName("The event to wait for."),
      where: Where,
      atMost: Duration("Maximum time to wait."),
      yes: Next("The next node when it happened."),
      no: Next("The next node when the time is over."),
    },
    { title: "JourneyWait", description: "Waits for an event of the person.", ...strict },
  ),
  split: Type.Object(
    {
      type: Type.Literal("split", { description: "Split people at random." }),
      ways: Type.Record(
        Type.String({ pattern: NAME_PATTERN }),
        Type.Object(
          {
            share: Type.Integer({ minimum: 1, maximum: 100, description: "Share of people, in percent." }),
            next: Next("The next node for them."),
          },
          { title: "JourneyWay", description: "One branch of a split.", ...strict },
        ),
        {
          minProperties: 2,
          maxProperties: 10,
          additionalProperties: false,
          description: "The branches, by name. Their shares add up to 100.",
        },
      ),
    },
    {
      title: "JourneySplit",
      description: "Splits people at random. A person gets the same branch in every run and version.",
      ...strict,
    },
  ),
  if: Type.Object(
    {
      type: Type.Literal("if", { description: "Branch on a condition." }),
      condition: Inner,
      yes: Next("The next node when the condition is met."),
      no: Next("The next node when it is not."),
    },
    { title: "JourneyIf", description: "Checks a condition when the run reaches this node.", ...strict },
  ),
} satisfies TProperties;

/** A type of node. */
export type NodeType = keyof typeof nodes;

/** Any node. */
export const Node = Type.Union(Object.values(nodes), {
  title: "JourneyNode",
  description: "One step: an action, a wait, or a condition.",
});
