import { guestId } from "../../people/guest-id.js";
import type { ShopEvent } from "./platform.js";
import { at, told } from "./read-body.js";

/** Who bought, by what a platform tells. */
export interface Buyer {
  /** The platform's customer; "" for a guest. */
  readonly customerId: string;
  /** The browser's visitor, as the tag's cookie names it; "" when the order doesn't tell. */
  readonly visitorId: string;
  readonly email: string;
  readonly phone: string;
  readonly name: string;
  /** What names a guest of whom nothing else is known, such as the order. */
  readonly otherwise: string;
}

/** The ids of a buyer's events: the customer's, and the visitor's or the guest's. */
export function idsOf({ customerId, visitorId, email, phone, otherwise }: Buyer) {
  const guest = guestId(email, phone);
  const anonymousId = visitorId || guest || `guest:${otherwise}`;
  return customerId === "" ? { anonymousId } : { userId: customerId, ...(visitorId && { anonymousId }) };
}

/**
 * The calls that tell a buyer's details, and that the customer is the same person as the visitor and as the guest with
 * that address.
 *
 * @param id begins the message ids: the same details are the same message
 */
export function introduce(buyer: Buyer, id: string, timestamp: string): ShopEvent[] {
  const { customerId, visitorId, email, phone, name } = buyer;
  const traits = told({ email, phone, name });
  if (Object.keys(traits).length === 0) return [];
  const guest = guestId(email, phone);
  const aliases = [...new Set([visitorId, guest])].filter((alias) => alias !== "");
  if (customerId === "") {
    return [
      {
        type: "identify",
        messageId: `${id}:details`,
        ...at(timestamp),
        anonymousId: idsOf(buyer).anonymousId,
        traits,
      },
    ];
  }
  return (aliases.length > 0 ? aliases : [undefined]).map((anonymousId, index) => ({
    type: "identify",
    messageId: `${id}:details${index === 0 ? "" : `:${index}`}`,
    ...at(timestamp),
    userId: customerId,
    ...(anonymousId === undefined ? {} : { anonymousId }),
    traits,
  }));
}
