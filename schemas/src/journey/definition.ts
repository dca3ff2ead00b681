import { Type } from "typebox";
import { Entry, Goal } from "./entry.js";
import { LocalTime, NAME_PATTERN, Next } from "./fields.js";
import { Node } from "./node.js";

const strict = { additionalProperties: false } as const;

const Cap = (period: string) =>
  Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 1_000,
      description: `The most marketing messages that a person gets in ${period}.`,
    }),
  );

/** What a journey is before its nodes, entry and goal are looked into. */
export const Journey = Type.Object(
  {
    $schema: Type.Optional(
      Type.String({ description: "The schema by which an editor completes this file." }),
    ),
    name: Type.String({
      pattern: NAME_PATTERN,
      description: "The journey's name for ever, as its file is called. Lower-case letters, digits and -.",
    }),
    title: Type.Optional(Type.String({ maxLength: 200, description: "What people call it." })),
    description: Type.Optional(Type.String({ maxLength: 2_000, description: "What it is for." })),
    entry: Entry,
    goal: Type.Optional(Goal),
    control: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100,
        description:
          "The control group, in percent of those who come in: they go the whole way and get no message, so that its worth can be measured. 10 if left out.",
      }),
    ),
    caps: Type.Optional(
      Type.Object(
        { perDay: Cap("24 hours"), perWeek: Cap("7 days") },
        {
          title: "JourneyCaps",
          description:
            "1 a day and 3 a week if left out, over all journeys. Transactional messages don't count.",
          ...strict,
        },
      ),
    ),
    quiet: Type.Optional(
      Type.Union(
        [
          Type.Literal(false),
          Type.Object(
            { from: LocalTime("When they begin."), until: LocalTime("When they end.") },
            { title: "JourneyQuietHours", description: "Hours without marketing messages.", ...strict },
          ),
        ],
        {
          description:
            "Hours of the person's day without marketing messages: 21:00 to 09:00 if left out, false for none. Who comes to a send then waits for their end.",
        },
      ),
    ),
    priority: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description:
          "Where a cap lets one message through, the one of the greater priority goes. 50 if left out.",
      }),
    ),
    start: Next("The first node."),
    nodes: Type.Record(Type.String({ pattern: NAME_PATTERN }), Node, {
      minProperties: 1,
      maxProperties: 200,
      additionalProperties: false,
      description: "The nodes, by name. A name stays the same where the node does: runs stand at it.",
    }),
  },
  {
    title: "JourneyDefinition",
    description: "If this happens, then do that: who comes in, what is done, and what it is to bring about.",
    ...strict,
  },
);
