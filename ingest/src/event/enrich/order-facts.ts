import { idText, type OrderStep, orderId, orderStep, UNREADABLE } from "@safar/schemas";
import { currencyCode } from "../../settings/currency.js";
import type { DecimalStyle } from "../../sources/source.js";
import { type Amount, isUntold, magnitude, productList, productsAmount, toAmount } from "./money.js";

/** Why an order event's amount is not counted although it was told; "" when it is fine. */
export type OrderProblem = "" | "unreadable_value" | "unreadable_currency";

/** What the figures use of an order event. */
export interface OrderFacts {
  readonly step: OrderStep | "";
  readonly orderId: string;
  /**
   * The order's value or the refund's amount, as decimal text. Undefined when not told (a full refund) or unreadable.
   */
  readonly value: string | undefined;
  /** The event's currency code; "" when not told or unreadable. */
  readonly currency: string;
  readonly problem: OrderProblem;
  /** The refund's id; "" when the event has none. */
  readonly refundId: string;
}

const NO_ORDER: OrderFacts = {
  ...{ step: "", orderId: "", value: undefined },
  ...{ currency: "", problem: "", refundId: "" },
};

type Properties = Readonly<Record<string, unknown>>;

/**
 * Reads an order's id, value and currency from the properties of a track event.
 *
 * The value is `revenue`, else `total`, else `value`, else Σ price × quantity of `products` (GA4's `items`); the
 * amount of a refund, without its sign, is `total`, else `value`, else `amount`, else `revenue`, else its products'.
 * The first one that is told counts, even if it is unreadable. A refund whose only amount has another name ({@link
 * OTHER_REFUND_AMOUNTS}) is unreadable, because it is not a full refund.
 *
 * @param style how the source writes decimals, for ambiguous text
 */
export function orderFacts(eventName: string, properties: Properties, style?: DecimalStyle): OrderFacts {
  const step = orderStep(eventName);
  if (!step) return NO_ORDER;
  const amount = step === "refunded" ? refundAmount(properties, style) : orderAmount(properties, style);
  const named = CURRENCY_PROPERTIES.map((name) => properties[name]).find((value) => !isUntold(value));
  const currency = named === undefined ? "" : (currencyCode(named) ?? UNREADABLE);
  return {
    step,
    orderId: orderId(properties),
    value: amount === UNREADABLE ? undefined : amount,
    currency: currency === UNREADABLE ? "" : currency,
    problem: problemOf(amount, currency),
    refundId: step === "refunded" ? idText(properties.refund_id) || idText(properties.refundId) : "",
  };
}

/** The name in the Ecommerce Spec and GA4, then other clients' spellings. The first one that is told counts. */
const CURRENCY_PROPERTIES = ["currency", "currencyCode", "currency_code", "Currency"] as const;

function orderAmount({ revenue, total, value, products, items }: Properties, style?: DecimalStyle): Amount {
  return (
    toAmount(revenue, style) ??
    toAmount(total, style) ??
    toAmount(value, style) ??
    productsAmount(products ?? items, style)
  );
}

/** Other clients' names for the amount of a refund, or for a partial refund. */
export const OTHER_REFUND_AMOUNTS = [
  ...[
    "refund",
    "refunded",
    "refund_amount",
    "refund_total",
    "refund_value",
    "refunded_amount",
    "amount_refunded",
  ],
  ...["total_refunded", "refundAmount", "refundTotal", "refundedAmount", "amountRefunded", "totalRefunded"],
  ...["price", "subtotal", "sub_total", "net", "gross", "partial", "is_partial", "isPartial"],
] as const;

/** A refund that lists products without prices refunds an unknown amount. */
function refundAmount(properties: Properties, style?: DecimalStyle): Amount {
  const { total, value, amount, revenue } = properties;
  const products = properties.products ?? properties.items;
  const told =
    toAmount(total, style) ??
    toAmount(value, style) ??
    toAmount(amount, style) ??
    toAmount(revenue, style) ??
    productsAmount(products, style);
  if (told !== undefined) return magnitude(told);
  const list = productList(products);
  const hasProducts = Array.isArray(list) && list.length > 0;
  return hasProducts || OTHER_REFUND_AMOUNTS.some((name) => tells(properties[name])) ? UNREADABLE : undefined;
}

function tells(value: unknown): boolean {
  return !isUntold(value) && value !== false;
}

/** Without an amount the currency does not matter: a full refund is full in any currency. */
function problemOf(amount: Amount, currency: string | typeof UNREADABLE): OrderProblem {
  if (amount === UNREADABLE) return "unreadable_value";
  return amount !== undefined && currency === UNREADABLE ? "unreadable_currency" : "";
}
