import { guestId } from "../../people/guest-id.js";
import type { ShopEvent } from "./platform.js";
import { at, told } from "./read-body.js";

/** The buyer, as a platform describes it. */
export interface Buyer {
  /** The platform's customer; "" for a guest. */
  readonly customerId: string;
  /** The visitor id of the tag's cookie; "" when the order has none. */
  readonly visitorId: string;
  readonly email: string;
  readonly phone: string;
  readonly name: string;
  /** An id for a guest without any other id, such as the order's. */
  readonly otherwise: string;
}

/** The ids of a buyer's events: the customer's, and the visitor's or the guest's. */
export function idsOf({ customerId, visitorId, email, phone, otherwise }: Buyer) {
  const guest = guestId(email, phone);
  const anonymousId = visitorId || guest || `guest:${otherwise}`;
  return customerId === "" ? { anonymousId } : { userId: customerId, ...(visitorId && { anonymousId }) };
}

/**
 * The calls that send a buyer's details, and that join the customer with the visitor and with the guest of the same
 * address.
 *
 * @param id prefix of the message ids, so that the same details are the same message
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
