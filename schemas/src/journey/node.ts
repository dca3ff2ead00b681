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
      Text("An e-mail as HTML, beside the plain text. What a value holds is escaped.", 20_000),
    ),
    short: Type.Optional(Text("The text for SMS and notifications, if it differs.", 1_000)),
  },
  { title: "JourneyMessage", description: "What a message says in one language.", ...strict },
);

const until = {
  at: Type.Union([Type.Literal("usual"), LocalTime("A time of the person's day.")], {
    description:
      'A time of the person\'s day, such as "10:00", or "usual": the hour at which they usually come.',
  }),
  orAt: Type.Optional(LocalTime('With "usual": the time for those of whom no usual hour is known.')),
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
        description: "By what it goes: the first of these that the person has and permits.",
      }),
      kind: Type.Optional(
        Type.Union([Type.Literal("marketing"), Type.Literal("transactional")], {
          description:
            "marketing (if left out): with permission alone, within caps, not in quiet hours. transactional: what the person's own order needs.",
        }),
      ),
      message: Type.Record(Type.String({ pattern: "^[a-z]{2}(-[A-Z]{2})?$" }), Message, {
        minProperties: 1,
        maxProperties: 32,
        additionalProperties: false,
        description:
          'What it says, by language, such as "en" and "fa". The first is for those whose language is none of them.',
      }),
      next: Next("What comes then."),
    },
    { title: "JourneySend", description: "Sends a message. The control group gets none.", ...strict },
  ),
  webhook: Type.Object(
    {
      type: Type.Literal("webhook", { description: "Call an address of yours." }),
      url: Type.String({
        pattern: "^https://[^\\s/@?#]+(/[^\\s#]*)?$",
        maxLength: 2_000,
        description: "Where the call goes, such as https://crm.shop.example/safar.",
      }),
      next: Next("What comes then."),
    },
    {
      title: "JourneyWebhook",
      description: "Calls an address, signed. Not for the control group.",
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
            "Its properties. Safar adds journey, node, run and journeys: the journeys that led to it.",
        }),
      ),
      next: Next("What comes then."),
    },
    {
      title: "JourneyTrack",
      description:
        "Tracks an event of the person, which other journeys and all figures see. Not for the control group.",
      ...strict,
    },
  ),
  delay: Type.Object(
    {
      type: Type.Literal("delay", { description: "Wait for a time." }),
      for: Type.Optional(Duration("How long. With `until`, at least this long, and then until that time.")),
      until: Type.Optional(
        Type.Object(until, {
          title: "JourneyUntil",
          description: "The next such time of the person's own day, else of the shop's.",
          ...strict,
        }),
      ),
      next: Next("What comes then."),
    },
    {
      title: "JourneyDelay",
      description: "Waits for a time, counted from when the node before was done.",
      ...strict,
    },
  ),
  wait: Type.Object(
    {
      type: Type.Literal("wait", { description: "Wait for an event, up to a time." }),
      event: EventName("The event that is waited for."),
      where: Where,
      atMost: Duration("How long it is waited for."),
      yes: Next("What comes when it happened."),
      no: Next("What comes when the time is over."),
    },
    { title: "JourneyWait", description: "Waits for an event of the person.", ...strict },
  ),
  split: Type.Object(
    {
      type: Type.Literal("split", { description: "Part the people by lot." }),
      ways: Type.Record(
        Type.String({ pattern: NAME_PATTERN }),
        Type.Object(
          {
            share: Type.Integer({ minimum: 1, maximum: 100, description: "Of a hundred people, so many." }),
            next: Next("What comes for them."),
          },
          { title: "JourneyWay", description: "One way of a split.", ...strict },
        ),
        {
          minProperties: 2,
          maxProperties: 10,
          additionalProperties: false,
          description: "The ways, by name. Their shares make 100.",
        },
      ),
    },
    {
      title: "JourneySplit",
      description: "Parts people by lot. The same person goes the same way in every run and version.",
      ...strict,
    },
  ),
  if: Type.Object(
    {
      type: Type.Literal("if", { description: "Ask a question." }),
      condition: Inner,
      yes: Next("What comes when the condition holds."),
      no: Next("What comes when it does not."),
    },
    { title: "JourneyIf", description: "Asks about the person, at the moment they come here.", ...strict },
  ),
} satisfies TProperties;

/** A type of node. */
export type NodeType = keyof typeof nodes;

/** Any node. */
export const Node = Type.Union(Object.values(nodes), {
  title: "JourneyNode",
  description: "One step: an action, a matter of time, or a question.",
});
