import { createHash } from "node:crypto";
import type { FeedCall } from "../client/feed.js";
import { guestId } from "../people/guest-id.js";
import { phoneAsId, phoneNumber } from "../people/phone-number.js";
import type { Role } from "./roles.js";

/** Who bought, by what a row tells. */
export interface Who {
  readonly userId?: string;
  readonly anonymousId?: string;
  /** E-mail, phone and name, as far as they are told. */
  readonly traits: { readonly email?: string; readonly phone?: string; readonly name?: string };
  /** The id of the same person's purchases as a guest. */
  readonly asGuest?: string;
}

/**
 * Tells who bought: the customer of the shop, else a guest who is known by an e-mail address, else by a phone number.
 *
 * @param told text of a role, spelled as ids are
 * @returns undefined when nothing names anybody; a reason when what should name somebody can't be read
 */
export function whoBought(told: (role: Role) => string): Who | undefined | string {
  const customer = phoneAsId(told("customer"));
  const email = emailOf(told("email"));
  const phone = phoneNumber(told("phone"));
  const name = told("name") || [told("firstName"), told("lastName")].filter(Boolean).join(" ");
  const traits = { ...(email && { email }), ...(phone && { phone }), ...(name && { name }) };
  const asGuest = guestId(email, phone);
  // WordPress writes 0 for a visitor who was not logged in.
  if (customer !== "" && customer !== "0") {
    return { userId: customer, traits, ...(asGuest && { asGuest }) };
  }
  if (asGuest) return { anonymousId: asGuest, traits };
  if (told("email") !== "") return `its e-mail "${told("email").slice(0, 80)}" is none`;
  if (told("phone") !== "") return `its phone number "${told("phone").slice(0, 80)}" is none`;
  return undefined;
}

/** An address, or "" when it is none. */
function emailOf(text: string): string {
  return /^[^\s@]+@[^\s@]+$/.test(text) ? text.toLowerCase() : "";
}

/** Customers whose details are remembered, so that each is told once and not with each order. */
const REMEMBERED = 100_000;

/** Gives the call that tells a customer's details, when they were not told yet. */
export function createIntroductions(): (who: Who, at: number) => FeedCall | undefined {
  let latest = new Map<string, string>();
  let earlier = new Map<string, string>();
  return ({ userId, anonymousId, traits, asGuest }, at) => {
    if (Object.keys(traits).length === 0) return undefined;
    const id = userId ?? anonymousId!;
    const said = JSON.stringify([id, traits]);
    if ((latest.get(id) ?? earlier.get(id)) === said) return undefined;
    latest.set(id, said);
    if (latest.size >= REMEMBERED) [earlier, latest] = [latest, new Map()];
    const hash = createHash("sha256").update(`identify${said}`).digest("hex");
    const link = asGuest === undefined ? {} : { anonymousId: asGuest };
    return {
      type: "identify",
      messageId: `import:${hash.slice(0, 40)}`,
      timestamp: new Date(at),
      ...(userId === undefined ? { anonymousId: id } : { userId, ...link }),
      traits,
    };
  };
}
