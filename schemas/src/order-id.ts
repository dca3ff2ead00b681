import { idText } from "./id.js";

/**
 * The properties that may name an order: the Ecommerce Spec's, that of clients in camel case, GA4's, and `id`, as
 * Segment's Go client writes it.
 */
export const ORDER_ID_PROPERTIES = ["order_id", "orderId", "transaction_id", "transactionId", "id"] as const;

/**
 * The id of the order that an event tells of: the first of {@link ORDER_ID_PROPERTIES} that is an id, as `toldId`
 * reads ids, so that ۱۰۰۱ on the page and 1001 in the back office are one order. An order event is accepted if it has
 * one.
 *
 * @param properties the event's properties
 * @returns the id as text, a number digit for digit; "" when there is none
 */
export function orderId(properties: Readonly<Record<string, unknown>>): string {
  for (const name of ORDER_ID_PROPERTIES) {
    const id = idText(properties[name]);
    if (id !== "") return id;
  }
  return "";
}
