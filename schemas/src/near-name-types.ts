import type { CommerceEvents } from "./generated/commerce.js";
import type { CommerceEventAlias } from "./names.js";
import type { OTHER_NAMES } from "./near-names.js";

// What near-names.ts says of an event's name while it runs, for the compiler: other cases and marks, missing or other
// endings, and names of other tools. A letter too many or too few is beyond types.

type Known = keyof CommerceEvents | CommerceEventAlias;

type Without<Text extends string, Mark extends string> = Text extends `${infer Before}${Mark}${infer After}`
  ? Without<`${Before}${After}`, Mark>
  : Text;

type Letters<Name extends string> = Lowercase<Without<Without<Without<Name, " ">, "_">, "-">>;

/** Without the ending in which "Order Complete" and "Order Completed", "Product View" and "Product Viewed" differ. */
type Stem<Text extends string> = Text extends `${infer Rest}ed`
  ? Rest
  : Text extends `${infer Rest}e`
    ? Rest
    : Text;

type NameByLetters = { [Name in Known as Letters<Name>]: Name } & typeof OTHER_NAMES;
type NameByStem = { [Name in keyof CommerceEvents as Stem<Letters<Name>>]: Name };

/** The commerce event that a literal name probably means, though no figure reads it; never for any other name. */
export type NearMiss<Name extends string> = string extends Name
  ? never
  : Name extends Known
    ? never
    : Letters<Name> extends keyof NameByLetters
      ? NameByLetters[Letters<Name>]
      : Stem<Letters<Name>> extends keyof NameByStem
        ? NameByStem[Stem<Letters<Name>>]
        : never;

/** Joined with the type of a name: nothing a name can't fulfil, but for a near miss, whose right name it says. */
export type NoNearMiss<Name extends string> = [NearMiss<Name>] extends [never]
  ? unknown
  : { readonly noFigureReadsThisName: true; readonly didYouMean: NearMiss<Name> };
