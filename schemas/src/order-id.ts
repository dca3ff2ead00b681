import { idText } from "./id.js";

/**
 * The properties that may contain an order id: the Ecommerce Spec's, its camel-case form, GA4's, and `id`, which
 * Segment's Go client sends.
 */
export const ORDER_ID_PROPERTIES = ["order_id", "orderId", "transaction_id", "transactionId", "id"] as const;

/**
 * An event's order id: the first of {@link ORDER_ID_PROPERTIES} that `toldId` reads as an id, so that ۱۰۰۱ on the page
 * and 1001 in the back office are one order. An order event must have one.
 *
 * @param properties the event's properties
 * @returns the id as text, a number with all its digits; "" when there is none
 */
export function orderId(properties: Readonly<Record<string, unknown>>): string {
  for (const name of ORDER_ID_PROPERTIES) {
    const id = idText(properties[name]);
    if (id !== "") return id;
  }
  return "";
}
