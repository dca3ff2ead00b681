import type { CommerceEvents } from "./generated/commerce.js";
import type { CommerceEventAlias } from "./names.js";
import type { OTHER_NAMES } from "./near-names.js";

// The rules of near-names.ts as types: other cases and marks, missing or other endings, and names of other tools.
// Types can't express a letter too many or too few.

type Known = keyof CommerceEvents | CommerceEventAlias;

type Without<Text extends string, Mark extends string> = Text extends `${infer Before}${Mark}${infer After}`
  ? Without<`${Before}${After}`, Mark>
  : Text;

type Letters<Name extends string> = Lowercase<Without<Without<Without<Name, " ">, "_">, "-">>;

/** Removes the ending that differs between "Order Complete" and "Order Completed", "Product View" and "Product Viewed". */
type Stem<Text extends string> = Text extends `${infer Rest}ed`
  ? Rest
  : Text extends `${infer Rest}e`
    ? Rest
    : Text;

type NameByLetters = { [Name in Known as Letters<Name>]: Name } & typeof OTHER_NAMES;
type NameByStem = { [Name in keyof CommerceEvents as Stem<Letters<Name>>]: Name };

/** The commerce event that a literal name probably means, if no figure reads that name; never for any other name. */
export type NearMiss<Name extends string> = string extends Name
  ? never
  : Name extends Known
    ? never
    : Letters<Name> extends keyof NameByLetters
      ? NameByLetters[Letters<Name>]
      : Stem<Letters<Name>> extends keyof NameByStem
        ? NameByStem[Stem<Letters<Name>>]
        : never;

/** Intersect with a name's type: allows every name except a near miss, for which it names the right one. */
export type NoNearMiss<Name extends string> = [NearMiss<Name>] extends [never]
  ? unknown
  : { readonly noFigureReadsThisName: true; readonly didYouMean: NearMiss<Name> };
