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
      description: `Maximum number of marketing messages per person in ${period}.`,
    }),
  );

/** The schema of a journey. References between nodes are checked elsewhere. */
export const Journey = Type.Object(
  {
    $schema: Type.Optional(
      Type.String({ description: "The schema that editors use to complete this file." }),
    ),
    name: Type.String({
      pattern: NAME_PATTERN,
      description:
        "The journey's permanent name, which is also the file's name. Lower-case letters, digits and -.",
    }),
    title: Type.Optional(Type.String({ maxLength: 200, description: "Title for people." })),
    description: Type.Optional(Type.String({ maxLength: 2_000, description: "Purpose of the journey." })),
    entry: Entry,
    goal: Type.Optional(Goal),
    control: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100,
        description:
          "Size of the control group, in percent of the people who enter. They pass all nodes but get no message, so that the journey's effect can be measured. 10 by default.",
      }),
    ),
    caps: Type.Optional(
      Type.Object(
        { perDay: Cap("24 hours"), perWeek: Cap("7 days") },
        {
          title: "JourneyCaps",
          description:
            "Limits over all journeys; 1 a day and 3 a week by default. Transactional messages don't count.",
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
            "Hours of the person's day without marketing messages: 21:00 to 09:00 by default, false for none. A run that reaches a send node then waits until they end.",
        },
      ),
    ),
    priority: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description:
          "If a cap allows only one message, the one with the higher priority is sent. 50 by default.",
      }),
    ),
    start: Next("The first node."),
    nodes: Type.Record(Type.String({ pattern: NAME_PATTERN }), Node, {
      minProperties: 1,
      maxProperties: 200,
      additionalProperties: false,
      description: "The nodes, by name. Keep a node's name in later versions, because runs wait at it.",
    }),
  },
  {
    title: "JourneyDefinition",
    description: "A journey: who enters, what happens then, and the goal.",
    ...strict,
  },
);
