import type { JourneyDefinition, JourneyMessage } from "@safar/schemas";
import { LiquidError } from "liquidjs";
import { type Cart, EMPTY_CART } from "./cart.js";
import { MissingValueError, render } from "./template-engine.js";

/** What a message may show. */
export interface MessageData {
  /** The person's traits. */
  readonly profile: Readonly<Record<string, unknown>>;
  /** The properties of the event that began the run. */
  readonly event: Readonly<Record<string, unknown>>;
  /** What the shop says of itself: its name and the currency of prices that name none. */
  readonly shop: Readonly<Record<string, unknown>>;
  readonly cart: Cart;
  /** Products that go with what the person bought, the best first; empty when none are known. */
  readonly recommended: readonly RecommendedProduct[];
}

export interface RecommendedProduct {
  readonly product_id: string;
  readonly name: string;
}

/** The names of {@link MessageData}. */
export const DATA_NAMES = ["profile", "event", "shop", "cart", "recommended"] as const;

/** What a message shows of somebody of whom nothing is known. */
export const NOTHING_KNOWN: MessageData = {
  ...{ profile: {}, event: {}, shop: {}, cart: EMPTY_CART, recommended: [] },
};

/** Whether a message of a definition may show data of a name. */
export function shows(nodes: JourneyDefinition["nodes"], name: (typeof DATA_NAMES)[number]): boolean {
  return Object.values(nodes).some(
    (node) =>
      node.type === "send" &&
      Object.values(node.message).some((message) =>
        Object.values(message).some((text) => text.includes(name)),
      ),
  );
}

export type MessageField = keyof JourneyMessage;

/** A message that was filled in; or the field that stops it, and why. */
export type FilledIn =
  | { readonly message: JourneyMessage; readonly stopped?: never }
  | { readonly message?: never; readonly stopped: StoppedMessage };

export interface StoppedMessage {
  readonly field: MessageField;
  /** `missing`: a value was not told and has no default. `failed`: the template can't be filled in at all. */
  readonly why: "missing" | "failed";
  readonly reason: string;
}

const LONGEST = 200_000;
const LONGEST_ADDRESS = 2_000;

/** Fills in a message. Never throws for what stands in a template or in the data. */
export function fillIn(written: JourneyMessage, language: string, data: MessageData): FilledIn {
  const filled: Partial<Record<MessageField, string>> = {};
  for (const [field, template] of Object.entries(written) as [MessageField, string][]) {
    try {
      const text = render(template, language, field === "html", data);
      if (text.length > LONGEST) throw new RangeError(`it is longer than ${LONGEST} characters`);
      if (field === "subject") filled.subject = oneLine(text);
      else if (!isAddress(field)) filled[field] = text;
      else if (text.trim() !== "") filled[field] = pageAddress(text.trim());
    } catch (error) {
      return { stopped: { field, why: whyOf(error), reason: reasonOf(error) } };
    }
  }
  return { message: filled as unknown as JourneyMessage };
}

/** The reason as a sentence has it, without the place that Liquid adds in lines of its own. */
export function reasonOf(error: unknown): string {
  return (error as Error).message.split("\n")[0]!;
}

function whyOf(error: unknown): StoppedMessage["why"] {
  const cause = LiquidError.is(error) ? (error as { originalError?: unknown }).originalError : error;
  const isMissing = cause instanceof MissingValueError || (error as Error).name === "UndefinedVariableError";
  return isMissing ? "missing" : "failed";
}

/** The fields of a notification that hold addresses; one that is empty once it is filled in is left out. */
export const ADDRESS_FIELDS = ["link", "icon", "image"] as const;

function isAddress(field: MessageField): field is (typeof ADDRESS_FIELDS)[number] {
  return (ADDRESS_FIELDS as readonly string[]).includes(field);
}

/** @throws {RangeError} for what is no address of a page */
function pageAddress(text: string): string {
  if (text.length > LONGEST_ADDRESS || !/^https?:\/\/\S+$/i.test(text) || !URL.canParse(text))
    throw new RangeError("it is no address that begins with https://");
  return text;
}

/** A subject is one line, whatever a value has in it: a line break would begin another header of the e-mail. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
