import { isExactNumber } from "./exact-number.js";
import { MAX_ID_LENGTH } from "./limits.js";

/** The properties that may name an order: the Ecommerce Spec's, then GA4's. */
export const ORDER_ID_PROPERTIES = ["order_id", "transaction_id"] as const;

/** What a text must hold to be an order's id: anything but blanks. */
export const ORDER_ID_PATTERN = "\\S";

/**
 * The id of the order that an event tells of: its `order_id`, else its `transaction_id`. Blanks around it are
 * cut off, as carts and back offices of one shop differ in them. An order event is accepted if it has one.
 *
 * @param properties the event's properties
 * @returns the id as text, a number digit for digit; "" when there is none
 */
export function orderId(properties: Readonly<Record<string, unknown>>): string {
  for (const name of ORDER_ID_PROPERTIES) {
    const value = properties[name];
    if (typeof value === "number" ? Number.isFinite(value) : isExactNumber(value)) return String(value);
    if (typeof value === "string" && value.trim() !== "" && hasIdLength(value)) return value.trim();
  }
  return "";
}

/** JSON Schema counts the length of a text in code points, of which a UTF-16 text has at least half its length. */
function hasIdLength(text: string): boolean {
  return (
    text.length <= MAX_ID_LENGTH || (text.length <= 2 * MAX_ID_LENGTH && [...text].length <= MAX_ID_LENGTH)
  );
}
