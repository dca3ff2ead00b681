import { idText, isTold } from "@safar/schemas";
import { fittingProducts } from "../../../event/enrich/fitting-products.js";
import { magnitude, toAmount } from "../../../event/enrich/money.js";
import { phoneNumber } from "../../../people/phone-number.js";
import { type Buyer, idsOf, introduce } from "../buyer.js";
import type { Platform, ShopEvent } from "../platform.js";
import { amountOf, at, fieldsOf, listOf, namedId, textOf, told } from "../read-body.js";

type Fields = Readonly<Record<string, unknown>>;

/** The order's meta field in which the shop stores the visitor's id. */
export const WOOCOMMERCE_VISITOR = "_safar_id";

/** https://woocommerce.com/document/managing-orders/order-statuses/ */
const IS_ORDER: ReadonlySet<string> = new Set(["processing", "completed", "on-hold", "refunded"]);
const IS_CANCELLED: ReadonlySet<string> = new Set(["cancelled", "failed", "trash"]);
const IS_UNPAID: ReadonlySet<string> = new Set(["pending", "checkout-draft", "auto-draft", "draft"]);

/**
 * Web-hooks of WooCommerce. Their bodies are those of its REST API.
 * https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks, #orders, #customers
 */
export const woocommerce: Platform = {
  signatureHeader: "x-wc-webhook-signature",
  // WooCommerce pings the address before it saves a new web-hook.
  isGreeting: (body) => body.length < 64 && /^webhook_id=\d{1,20}$/.test(body.toString("latin1")),
  eventsOf(body) {
    const fields = fieldsOf(body);
    if ("line_items" in fields) return orderEvents(fields);
    if (idText(fields.id) === "") return [];
    return "email" in fields ? customerEvents(fields) : [];
  },
};

function orderEvents(order: Fields): ShopEvent[] {
  const id = idText(order.id);
  const orderedAt = utc(order.date_created_gmt);
  const changedAt = utc(order.date_modified_gmt) || orderedAt;
  const status = textOf(order.status).toLowerCase().replace(/^wc-/, "");
  if (IS_UNPAID.has(status)) return [];
  // Plugins add their own states, such as "shipped". A paid order counts, whatever its state is called.
  const isOrder = IS_ORDER.has(status) || (!IS_CANCELLED.has(status) && textOf(order.date_paid_gmt) !== "");
  const buyer = buyerOf(order);
  const shared = { type: "track", ...idsOf(buyer), context: { library: { name: "woocommerce webhook" } } };
  const message = `woocommerce:order:${id}`;
  if (!isOrder) {
    const messageId = `${message}:${changedAt}:${status}`;
    const state = { ...shared, messageId, ...at(status === "failed" ? justBefore(changedAt) : changedAt) };
    // An unknown state of an unpaid order: the event is stored, but not counted.
    if (!IS_CANCELLED.has(status)) {
      const properties = { order_id: id, status, total: amountOf(order.total), currency: order.currency };
      return [{ ...state, event: "Order in Unknown State", properties }];
    }
    return [{ ...state, event: "Order Cancelled", properties: { order_id: id, reason: status } }];
  }
  const currency = told({ currency: textOf(order.currency) });
  const properties = {
    order_id: id,
    ...told({
      total: amountOf(order.total),
      tax: amountOf(order.total_tax),
      shipping: amountOf(order.shipping_total),
      discount: amountOf(order.discount_total),
    }),
    ...currency,
    ...told({ coupon: textOf(listOf(order.coupon_lines)[0]?.code), order_name: textOf(order.number) }),
    ...fittingProducts(listOf(order.line_items).map(productOf)),
  };
  const refunds = listOf(order.refunds).flatMap((refund) => {
    const refundId = idText(refund.id);
    const read = magnitude(toAmount(refund.total, "point"));
    if (read === undefined || (isTold(read) && !/[1-9]/.test(read))) return [];
    // An unreadable amount is passed on as it was sent, and listed among the refunds that are not subtracted.
    const total = isTold(read) ? read : refund.total;
    return [
      {
        ...shared,
        event: "Order Refunded",
        // An order lists its refunds without times, so each gets the time of the first body that contains it.
        messageId: `woocommerce:refund:${refundId || `of:${id}:${changedAt}`}`,
        ...at(changedAt),
        properties: {
          order_id: id,
          ...told({ refund_id: refundId }),
          total,
          ...currency,
          ...told({ reason: textOf(refund.reason) }),
        },
      },
    ];
  });
  const completed = { ...shared, event: "Order Completed", properties };
  return [
    { ...completed, messageId: message, ...at(orderedAt) },
    // The order's state in this body. The latest state wins, and restores an order that was cancelled before.
    { ...completed, messageId: `${message}:${changedAt}:${status}`, ...at(changedAt) },
    ...refunds,
    ...introduce(buyer, message, orderedAt),
  ];
}

function customerEvents(customer: Fields): ShopEvent[] {
  const id = idText(customer.id);
  const billing = fieldsOf(customer.billing);
  const changedAt = utc(customer.date_modified_gmt) || utc(customer.date_created_gmt);
  const buyer = {
    customerId: id,
    visitorId: "",
    email: textOf(customer.email) || textOf(billing.email),
    phone: phoneNumber(textOf(billing.phone)),
    name: nameOf(customer) || nameOf(billing),
    otherwise: id,
  };
  return changedAt === "" ? [] : introduce(buyer, `woocommerce:customer:${id}:${changedAt}`, changedAt);
}

function buyerOf(order: Fields): Buyer {
  const billing = fieldsOf(order.billing);
  return {
    // 0 means a guest and is not an id.
    customerId: idText(order.customer_id),
    visitorId: namedId(order.meta_data, "key", WOOCOMMERCE_VISITOR),
    email: textOf(billing.email),
    phone: phoneNumber(textOf(billing.phone)),
    name: nameOf(billing),
    otherwise: idText(order.id),
  };
}

function nameOf(person: Fields): string {
  return [textOf(person.first_name), textOf(person.last_name)].filter(Boolean).join(" ");
}

function productOf(line: Fields): Fields {
  return told({
    product_id: idText(line.product_id) || textOf(line.sku) || textOf(line.name),
    sku: textOf(line.sku),
    variant: idText(line.variation_id),
    name: textOf(line.name),
    price: amountOf(line.price),
    quantity: line.quantity,
  });
}

/**
 * WooCommerce's times are whole seconds, and its web-hooks arrive in any order. Of two states in one second, a failed
 * payment was the first: another attempt may follow at once, but a paid order does not fail.
 */
function justBefore(time: string): string {
  const at = Date.parse(time);
  return Number.isNaN(at) ? time : new Date(at - 1).toISOString();
}

/** WooCommerce writes UTC times without a time zone. */
function utc(value: unknown): string {
  const text = textOf(value);
  return text === "" || /Z$|[+-]\d{2}:?\d{2}$/.test(text) ? text : `${text}Z`;
}
