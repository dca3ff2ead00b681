import { idText } from "./id-text.js";
import { MAX_ID_LENGTH } from "./limits.js";

/** The properties that may name an order: the Ecommerce Spec's, then GA4's. */
export const ORDER_ID_PROPERTIES = ["order_id", "transaction_id"] as const;

/**
 * The id of the order that an event tells of: its `order_id`, else its `transaction_id`, as {@link idText} spells it,
 * since carts and back offices of one shop differ in blanks, digits and direction marks. An order event is accepted if
 * it has one.
 *
 * @param properties the event's properties
 * @returns the id as text, a number digit for digit; "" when there is none
 */
export function orderId(properties: Readonly<Record<string, unknown>>): string {
  for (const name of ORDER_ID_PROPERTIES) {
    const id = orderIdText(properties[name]);
    if (id !== "") return id;
  }
  return "";
}

/** An order's id from one property; "" when it holds none, or a text that is too long. */
export function orderIdText(value: unknown): string {
  return typeof value === "string" && !hasIdLength(value) ? "" : idText(value);
}

/** JSON Schema counts the length of a text in code points, of which a UTF-16 text has at least half its length. */
function hasIdLength(text: string): boolean {
  return (
    text.length <= MAX_ID_LENGTH || (text.length <= 2 * MAX_ID_LENGTH && [...text].length <= MAX_ID_LENGTH)
  );
}
