import { type TSchemaOptions, type TUnsafe, Type } from "typebox";

/** One of a closed list of texts. `Type.Union` of mapped literals has no type of its own. */
export const oneOf = <const Text extends string>(
  texts: readonly Text[],
  options: TSchemaOptions,
): TUnsafe<Text> =>
  Type.Unsafe<Text>(
    Type.Union(
      texts.map((text) => Type.Literal(text)),
      options,
    ),
  );
