import { type TProperties, Type } from "typebox";
import { Duration, EventName, Path } from "./fields.js";

const strict = { additionalProperties: false } as const;

/** A condition inside another one. The published schema refers to itself; the checker goes inside by itself. */
export const Inner = Type.Unsafe<unknown>({ $ref: "#/$defs/JourneyCondition" });

/** A value as a definition writes it. */
export const Value = Type.Union([Type.String({ maxLength: 1_000 }), Type.Number(), Type.Boolean()]);

/** How a value is compared. Of these exactly one is given. */
const comparisons = {
  is: Type.Optional(
    Type.Union([Type.String({ maxLength: 1_000 }), Type.Number(), Type.Boolean()], {
      description: "Equal to this text, number, or true or false. A number told as a text is a number.",
    }),
  ),
  oneOf: Type.Optional(
    Type.Array(Value, { minItems: 1, maxItems: 1_000, description: "Equal to one of these." }),
  ),
  contains: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1_000,
      description:
        "A text with this text in it, or a list with this value in it. Upper and lower case differ.",
    }),
  ),
  above: Type.Optional(Type.Number({ description: "A number greater than this." })),
  atLeast: Type.Optional(Type.Number({ description: "This number, or a greater one." })),
  below: Type.Optional(Type.Number({ description: "A number less than this." })),
  atMost: Type.Optional(Type.Number({ description: "This number, or a lesser one." })),
  told: Type.Optional(Type.Boolean({ description: "true: it was told; false: it was not." })),
} satisfies TProperties;

/** The names of the comparisons. */
export const COMPARISONS = Object.keys(comparisons) as (keyof typeof comparisons)[];

const PropertyRule = Type.Object(
  { property: Path("A property of the event."), ...comparisons },
  {
    title: "JourneyPropertyRule",
    description:
      "A property of an event, compared. What was not told fulfils only `told: false`; nothing stands in for it.",
    ...strict,
  },
);

/** Rules over one event: all of them hold. */
export const Where = Type.Optional(
  Type.Array(PropertyRule, { maxItems: 32, description: "Rules that the event fulfils, all of them." }),
);

const behaviour = {
  where: Where,
  within: Type.Optional(Duration("Only what happened in this time before now counts.")),
  sinceEntry: Type.Optional(
    Type.Boolean({ description: "true: only what happened since the run began counts." }),
  ),
};

/** Conditions, by the field that tells them apart. */
export const conditions = {
  all: Type.Object(
    { all: Type.Array(Inner, { minItems: 1, maxItems: 32, description: "Conditions that all hold." }) },
    { title: "JourneyAllOf", description: "All of several conditions.", ...strict },
  ),
  any: Type.Object(
    {
      any: Type.Array(Inner, {
        minItems: 1,
        maxItems: 32,
        description: "Conditions of which at least one holds.",
      }),
    },
    { title: "JourneyAnyOf", description: "At least one of several conditions.", ...strict },
  ),
  not: Type.Object(
    { not: Inner },
    { title: "JourneyNot", description: "The opposite of a condition.", ...strict },
  ),
  trait: Type.Object(
    { trait: Path("A trait of the person, as identify told it last."), ...comparisons },
    {
      title: "JourneyTrait",
      description: "What the shop knows of the person. What was not told fulfils only `told: false`.",
      ...strict,
    },
  ),
  property: Type.Object(
    { property: Path("A property of the event that began the run."), ...comparisons },
    { title: "JourneyEntryProperty", description: "What the entry's event said.", ...strict },
  ),
  did: Type.Object(
    {
      did: EventName("An event of the person, such as Product Viewed."),
      atLeast: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 1_000, description: "How often at least; 1 if left out." }),
      ),
      atMost: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 1_000,
          description: "How often at most; any number if left out.",
        }),
      ),
      ...behaviour,
    },
    { title: "JourneyDid", description: "The person did something.", ...strict },
  ),
  didNot: Type.Object(
    { didNot: EventName("An event that is not known of the person."), ...behaviour },
    { title: "JourneyDidNot", description: "The person did not do something.", ...strict },
  ),
  segment: Type.Object(
    {
      segment: Type.String({
        minLength: 1,
        maxLength: 200,
        description:
          "A segment: a view that gives customer_id, such as at_risk, or a file of your own beside the journey, such as segments/vip.sql.",
      }),
    },
    { title: "JourneyInSegment", description: "The person is in a segment now.", ...strict },
  ),
} satisfies TProperties;

/** A kind of condition. */
export type ConditionKind = keyof typeof conditions;

/** Any condition. */
export const Condition = Type.Union(Object.values(conditions), {
  title: "JourneyCondition",
  description: "What is asked about a person: traits, what they did, where they belong.",
});
