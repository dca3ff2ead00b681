import type { CustomerReach } from "@safar/schemas/dashboard";
import { CHANNELS, type Channel } from "@safar/schemas/journey";
import { isEmailAddress } from "../../channels/email/address.js";
import { phoneNumber } from "../../people/phone-number.js";
import { addressOf, type Contact, isDead } from "../sending/contact.js";

/** By which channels marketing reaches a person: what the second look of a message would say of address and permission. */
export function reachOf(contact: Contact): CustomerReach[] {
  return CHANNELS.map((channel) => {
    const address = addressOf(contact, channel) ?? "";
    const permission = contact.said[channel] ?? "unknown";
    const why = whyNot(contact, channel, address, permission);
    return { channel, address: channel === "push" ? pushService(address) : address, permission, why };
  });
}

/** Where a browser takes notifications, without what would let others send some. */
function pushService(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).host : endpoint;
}

function whyNot(
  contact: Contact,
  channel: Channel,
  address: string,
  permission: CustomerReach["permission"],
): CustomerReach["why"] {
  if (address === "") return "no-address";
  if (!isAddress(channel, address)) return "not-an-address";
  if (isDead(contact, channel)) return "not-reachable";
  return permission === "subscribed" ? "" : "no-permission";
}

/** A browser may have hashed an address: nothing can be sent to that. */
function isAddress(channel: Channel, address: string): boolean {
  return channel === "sms" ? phoneNumber(address) !== "" : channel !== "email" || isEmailAddress(address);
}
