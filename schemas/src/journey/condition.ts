import { type TProperties, Type } from "typebox";
import { Duration, EventName, Path } from "./fields.js";

const strict = { additionalProperties: false } as const;

/** A nested condition. The published schema refers to itself; the checker validates nested conditions itself. */
export const Inner = Type.Unsafe<unknown>({ $ref: "#/$defs/JourneyCondition" });

/** A value in a definition. */
export const Value = Type.Union([Type.String({ maxLength: 1_000 }), Type.Number(), Type.Boolean()]);

/** Comparisons. Exactly one must be given. */
const comparisons = {
  is: Type.Optional(
    Type.Union([Type.String({ maxLength: 1_000 }), Type.Number(), Type.Boolean()], {
      description: "Equal to this text, number, or true or false. A number sent as text counts as a number.",
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
        "A text that contains this text, or a list that contains this value. Upper and lower case differ.",
    }),
  ),
  above: Type.Optional(Type.Number({ description: "A number greater than this." })),
  atLeast: Type.Optional(Type.Number({ description: "This number, or a greater one." })),
  below: Type.Optional(Type.Number({ description: "A number less than this." })),
  atMost: Type.Optional(Type.Number({ description: "This number, or a smaller one." })),
  told: Type.Optional(Type.Boolean({ description: "true: the value was sent; false: it was not." })),
} satisfies TProperties;

/** The names of the comparisons. */
export const COMPARISONS = Object.keys(comparisons) as (keyof typeof comparisons)[];

const PropertyRule = Type.Object(
  { property: Path("A property of the event."), ...comparisons },
  {
    title: "JourneyPropertyRule",
    description:
      "Compares a property of an event. A value that was not sent matches only `told: false`; there is no default.",
    ...strict,
  },
);

/** Rules for one event; all must match. */
export const Where = Type.Optional(
  Type.Array(PropertyRule, { maxItems: 32, description: "Rules that the event must match, all of them." }),
);

const behaviour = {
  where: Where,
  within: Type.Optional(Duration("Count only events within this time before now.")),
  sinceEntry: Type.Optional(Type.Boolean({ description: "true: count only events since the run began." })),
};

/** Conditions, by the field that identifies their kind. */
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
    { trait: Path("A trait of the person, from the latest identify."), ...comparisons },
    {
      title: "JourneyTrait",
      description: "A trait that the shop knows. A trait that was not sent matches only `told: false`.",
      ...strict,
    },
  ),
  property: Type.Object(
    { property: Path("A property of the event that began the run."), ...comparisons },
    { title: "JourneyEntryProperty", description: "A property of the entry's event.", ...strict },
  ),
  did: Type.Object(
    {
      did: EventName("An event of the person, such as Product Viewed."),
      atLeast: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 1_000, description: "At least how often; 1 by default." }),
      ),
      atMost: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 1_000,
          description: "At most how often; no limit by default.",
        }),
      ),
      ...behaviour,
    },
    { title: "JourneyDid", description: "The person did something.", ...strict },
  ),
  didNot: Type.Object(
    { didNot: EventName("An event that the person did not do."), ...behaviour },
    { title: "JourneyDidNot", description: "The person did not do something.", ...strict },
  ),
  segment: Type.Object(
    {
      segment: Type.String({
        minLength: 1,
        maxLength: 200,
        description:
          "A segment: a view with a column customer_id, such as at_risk, or your own file beside the journey, such as segments/vip.sql.",
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
  description: "A condition on a person: traits, events, segments.",
});
