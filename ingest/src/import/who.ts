import { createHash } from "node:crypto";
import type { FeedCall } from "../client/feed.js";
import { guestId } from "../people/guest-id.js";
import { phoneAsId, phoneNumber } from "../people/phone-number.js";
import type { Role } from "./roles.js";

/** The buyer in a row. */
export interface Who {
  readonly userId?: string;
  readonly anonymousId?: string;
  /** E-mail, phone and name, if the row has them. */
  readonly traits: { readonly email?: string; readonly phone?: string; readonly name?: string };
  /** The id that the same person has when buying as a guest. */
  readonly asGuest?: string;
}

/**
 * Identifies the buyer: the shop's customer, else a guest by e-mail address, else a guest by phone number.
 *
 * @param told returns the text of a role, normalised as ids are
 * @returns undefined when the row identifies nobody; a reason when an e-mail address or phone number can't be read
 */
export function whoBought(told: (role: Role) => string): Who | undefined | string {
  const customer = phoneAsId(told("customer"));
  const email = emailOf(told("email"));
  const phone = phoneNumber(told("phone"));
  const name = told("name") || [told("firstName"), told("lastName")].filter(Boolean).join(" ");
  const traits = { ...(email && { email }), ...(phone && { phone }), ...(name && { name }) };
  const asGuest = guestId(email, phone);
  // WordPress writes 0 for a visitor who is not logged in.
  if (customer !== "" && customer !== "0") {
    return { userId: customer, traits, ...(asGuest && { asGuest }) };
  }
  if (asGuest) return { anonymousId: asGuest, traits };
  if (told("email") !== "") return `its e-mail "${told("email").slice(0, 80)}" is not an e-mail address`;
  if (told("phone") !== "") return `its phone "${told("phone").slice(0, 80)}" is not a phone number`;
  return undefined;
}

/** The e-mail address, or "" when it is invalid. */
function emailOf(text: string): string {
  return /^[^\s@]+@[^\s@]+$/.test(text) ? text.toLowerCase() : "";
}

/** Number of customers remembered, so that each profile is sent once and not with each order. */
const REMEMBERED = 100_000;

/** Returns an identify call with a customer's profile, unless it was already sent. */
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
