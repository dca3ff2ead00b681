import { type OrderStep, orderId, orderStep } from "@safar/schemas";
import { magnitude, productsAmount, toAmount } from "./money.js";

/** What the figures read of an order event. */
export interface OrderFacts {
  readonly step: OrderStep | "";
  readonly orderId: string;
  /** Decimal text: the order's value, or the amount of a refund. Undefined: unknown, or a full refund. */
  readonly value: string | undefined;
}

const NO_ORDER: OrderFacts = { step: "", orderId: "", value: undefined };

/**
 * Reads an order's id and value from the properties of a track event.
 *
 * The value is `revenue`, else `total`, else `value`, else Σ price × quantity of `products` (GA4's
 * `items`). The amount of a refund is `total`, else `value` (GA4's name for it), without its sign.
 */
export function orderFacts(eventName: string, properties: Record<string, unknown>): OrderFacts {
  const step = orderStep(eventName);
  if (!step) return NO_ORDER;
  const value =
    step === "refunded"
      ? magnitude(toAmount(properties.total) ?? toAmount(properties.value))
      : (toAmount(properties.revenue) ??
        toAmount(properties.total) ??
        toAmount(properties.value) ??
        productsAmount(properties.products ?? properties.items));
  return { step, orderId: orderId(properties), value };
}

/** The currency an event names, as its ISO 4217 code, or "" when it names none that could be one. */
export function currencyOf(properties: Record<string, unknown>): string {
  const { currency } = properties;
  return typeof currency === "string" && /^[A-Za-z]{3}$/.test(currency) ? currency.toUpperCase() : "";
}
