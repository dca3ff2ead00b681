import type { JourneyMessage, JourneySend } from "@safar/schemas";
import type { JourneyEvent } from "../run/event.js";
import type { Run } from "../run/run.js";
import { cartOf } from "../templates/cart.js";
import { type FilledIn, fillIn, type RecommendedProduct } from "../templates/fill-in.js";
import { profileOf } from "../templates/profile.js";
import type { IsShopLink } from "../templates/shop-links.js";
import type { Contact } from "./contact.js";

/** What the shop says of itself in messages. */
export interface ShopData {
  readonly name: string;
  /** Of prices that name none, an ISO 4217 code or IRT. */
  readonly currency: string;
}

/** What a message shows of its person. */
export interface ShownPerson {
  readonly contact: Contact;
  /** In order; those of their cart are enough. */
  readonly events: readonly JourneyEvent[];
  readonly recommended: readonly RecommendedProduct[];
}

/** Fills in the message of a node for a person, in their language. */
export function fillMessage(
  { message }: JourneySend,
  { entry }: Run,
  { contact, events, recommended }: ShownPerson,
  shop: ShopData,
  isShopLink: IsShopLink,
): { readonly language: string; readonly filled: FilledIn } {
  const { traits } = contact;
  const language = languageOf(traits, Object.keys(message));
  const filled = fillIn(message[language] as JourneyMessage, language, {
    ...{ profile: profileOf(traits), event: entry.properties, shop: { ...shop }, recommended },
    cart: cartOf(events, shop.currency, isShopLink),
  });
  return { language, filled };
}

/** Why a message can't be filled in, as a sentence shows it. */
export function stoppedText({ field, reason }: NonNullable<FilledIn["stopped"]>): string {
  return `${field}: ${reason}`;
}

/** The person's language, told by the trait `language` or `locale`, where the message has it; else its first. */
export function languageOf(traits: Readonly<Record<string, unknown>>, written: readonly string[]): string {
  const told = [traits.language, traits.locale].find((each) => typeof each === "string") as
    | string
    | undefined;
  const wanted = told?.replace("_", "-").toLowerCase() ?? "";
  return (
    written.find((each) => each.toLowerCase() === wanted) ??
    written.find((each) => each.split("-")[0] === wanted.split("-")[0]) ??
    written[0]!
  );
}
