import type { JourneyDefinition } from "@safar/schemas";
import type { MessagePreview } from "@safar/schemas/dashboard";
import type { Logger } from "pino";
import type { Read } from "../../ask/dashboard/question.js";
import { smsParts } from "../../channels/sms/parts.js";
import { type CustomerAsked, readIds, warehouseOf } from "../customer/read-ids.js";
import { readLivePeople } from "../engine/people.js";
import { liveRecommendations } from "../engine/recommendations.js";
import { isCalled } from "../run/event.js";
import type { ShopData } from "../sending/fill-message.js";
import { namesOf } from "../simulate/read-people.js";
import { cartOf } from "../templates/cart.js";
import { EXAMPLE } from "../templates/example.js";
import { type FilledIn, fillIn, type MessageData, shows } from "../templates/fill-in.js";
import { profileOf } from "../templates/profile.js";
import type { IsShopLink } from "../templates/shop-links.js";

/** What messages show beside the person. */
export interface ShownParts {
  shopOf(source: string): ShopData;
  readonly isShopLink: IsShopLink;
  /** Of one part of an SMS; undefined if no price is set. */
  readonly smsPrice: { readonly amount: number; readonly currency: string } | undefined;
}

/**
 * What a message would show of a customer now: as the engine composes it, with the latest event that lets people in.
 *
 * @returns undefined when nothing is stored of the customer
 */
export async function dataOfCustomer(
  read: Read,
  definition: JourneyDefinition,
  asked: CustomerAsked,
  { shopOf, isShopLink }: ShownParts,
  logger: Pick<Logger, "warn">,
): Promise<MessageData | undefined> {
  const found = await readIds(read, asked);
  if (found === undefined) return undefined;
  const warehouse = warehouseOf(read);
  const keys = found.ids.map((each) => each.key);
  const people = await readLivePeople(warehouse, { source: asked.source, keys, names: namesOf(definition) });
  const person = people.find((each) => each.key === found.key) ?? people[0];
  if (person === undefined) return undefined;
  const recommendations = liveRecommendations(warehouse, logger);
  if (shows(definition.nodes, "recommended"))
    await recommendations.ask(asked.source, [person.id], Date.now());
  const shop = shopOf(asked.source);
  const { entry } = definition;
  const begun = "event" in entry ? person.events.findLast((each) => isCalled(each, entry.event)) : undefined;
  return {
    profile: profileOf(person.contact.traits),
    event: begun?.properties ?? {},
    shop: { ...shop },
    cart: cartOf(person.events, shop.currency, isShopLink),
    recommended: recommendations.of(asked.source, person.id),
  };
}

/** A message of a node in a language, filled in. @returns undefined when the definition has none there */
export function fillInNode(
  { nodes }: JourneyDefinition,
  { node, language }: { readonly node: string; readonly language: string },
  data: MessageData = EXAMPLE,
): FilledIn | undefined {
  const send = Object.hasOwn(nodes, node) ? nodes[node] : undefined;
  if (send?.type !== "send" || !Object.hasOwn(send.message, language)) return undefined;
  return fillIn(send.message[language]!, language, data);
}

/** A filled-in message as the page shows it, with what it costs by SMS. */
export function previewOf({ message, stopped }: FilledIn, price: ShownParts["smsPrice"]): MessagePreview {
  if (stopped) return { stopped };
  const text = (message.short ?? message.text).trim();
  const counted = smsParts(text);
  // The smallest unit of no currency is below this.
  const amount = price && Math.round(price.amount * counted.parts * 1e6) / 1e6;
  return {
    message: { ...message },
    sms: { text, ...counted, ...(price ? { cost: { amount: amount!, currency: price.currency } } : {}) },
  };
}
