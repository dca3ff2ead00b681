import { type Static, Type } from "typebox";

/** What is changed about a journey: it is published anew, or goes on pausing or running. */
export const Change = Type.Object(
  {
    source: Type.String({ minLength: 1, maxLength: 512 }),
    journey: Type.String({ minLength: 1, maxLength: 64 }),
    /** The change that this one follows, 0 for the first: where another one came meanwhile, nothing is written. */
    after: Type.Integer({ minimum: 0, maximum: 4_294_967_294 }),
    done: Type.Union([Type.Literal("published"), Type.Literal("paused"), Type.Literal("resumed")]),
    /** The version that holds then. */
    version: Type.Integer({ minimum: 1, maximum: 4_294_967_295 }),
    /** Of what is published: the definition, and the SELECT of each segment that it names. */
    definition: Type.Unknown(),
    segments: Type.Record(Type.String(), Type.String({ maxLength: 100_000 }), { maxProperties: 200 }),
    /** Whether those who wait in earlier versions move to the node of the same name. */
    moves: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type Change = Static<typeof Change>;

/** What became of a change: it stands, or somebody else's was first. */
export type ChangeResult = { readonly stands: true } | { readonly stands: false; readonly at: string };
