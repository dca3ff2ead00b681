import { idText, type OrderStep, orderId, orderStep, UNREADABLE } from "@safar/schemas";
import { currencyCode } from "../../settings/currency.js";
import type { DecimalStyle } from "../../sources/source.js";
import { type Amount, isUntold, magnitude, productList, productsAmount, toAmount } from "./money.js";

/** Why an order event's amount is not counted, though it was told; "" when nothing is wrong with it. */
export type OrderProblem = "" | "unreadable_value" | "unreadable_currency";

/** What the figures read of an order event. */
export interface OrderFacts {
  readonly step: OrderStep | "";
  readonly orderId: string;
  /** Decimal text: the order's value, or the amount of a refund. Undefined: not told, or a full refund, or unreadable. */
  readonly value: string | undefined;
  /** The code of the currency that the event names; "" when it names none, or none that can be read. */
  readonly currency: string;
  readonly problem: OrderProblem;
  /** What a refund is told apart by; "" when the event names none. */
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
 * The first of them that tells something counts, also when it can't be read. A refund that tells an amount under another
 * name alone ({@link OTHER_REFUND_AMOUNTS}) is unreadable: it is not the whole order.
 *
 * @param style how the source writes decimals, for texts that may mean two numbers
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

/** The Ecommerce Spec's and GA4's name, and those of clients that spell it otherwise: the first that tells one counts. */
const CURRENCY_PROPERTIES = ["currency", "currencyCode", "currency_code", "Currency"] as const;

function orderAmount({ revenue, total, value, products, items }: Properties, style?: DecimalStyle): Amount {
  return (
    toAmount(revenue, style) ??
    toAmount(total, style) ??
    toAmount(value, style) ??
    productsAmount(products ?? items, style)
  );
}

/** Names under which others tell how much of an order was given back, or that it was not all. */
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

/** A refund that names products and no price of any gives back these, and nobody can say how much that is. */
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

/** A currency says nothing without an amount: a refund of the whole order is one in any. */
function problemOf(amount: Amount, currency: string | typeof UNREADABLE): OrderProblem {
  if (amount === UNREADABLE) return "unreadable_value";
  return amount !== undefined && currency === UNREADABLE ? "unreadable_currency" : "";
}
