import { idText, isTold } from "@safar/schemas";
import { fittingProducts } from "../../../event/enrich/fitting-products.js";
import { magnitude, toAmount } from "../../../event/enrich/money.js";
import { phoneNumber } from "../../../people/phone-number.js";
import { type Buyer, idsOf, introduce } from "../buyer.js";
import type { Platform, ShopEvent } from "../platform.js";
import { amountOf, at, fieldsOf, listOf, namedId, textOf, told } from "../read-body.js";

type Fields = Readonly<Record<string, unknown>>;

/** The order's meta field in which the shop leaves the tag's visitor. */
export const WOOCOMMERCE_VISITOR = "_safar_id";

/** https://woocommerce.com/document/managing-orders/order-statuses/ */
const IS_ORDER: ReadonlySet<string> = new Set(["processing", "completed", "on-hold", "refunded"]);
const IS_CANCELLED: ReadonlySet<string> = new Set(["cancelled", "failed", "trash"]);
const IS_UNPAID: ReadonlySet<string> = new Set(["pending", "checkout-draft", "auto-draft", "draft"]);

/**
 * Web-hooks of WooCommerce, whose bodies are those of its REST API.
 * https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks, #orders, #customers
 */
export const woocommerce: Platform = {
  signatureHeader: "x-wc-webhook-signature",
  // A new web-hook greets its address before it is saved.
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
  // Plugins add states of their own, such as "shipped": an order that was paid is one, whatever its state is called.
  const isOrder = IS_ORDER.has(status) || (!IS_CANCELLED.has(status) && textOf(order.date_paid_gmt) !== "");
  const buyer = buyerOf(order);
  const shared = { type: "track", ...idsOf(buyer), context: { library: { name: "woocommerce webhook" } } };
  const message = `woocommerce:order:${id}`;
  if (!isOrder) {
    const messageId = `${message}:${changedAt}:${status}`;
    const state = { ...shared, messageId, ...at(changedAt) };
    // Nobody here knows whether it was bought: it is stored, and counts nowhere.
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
    // What can't be read goes on as it was sent, and is shown among what is not subtracted.
    const total = isTold(read) ? read : refund.total;
    return [
      {
        ...shared,
        event: "Order Refunded",
        // An order lists its refunds without their time: each has that of the first body with it.
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
    // The state that the body tells: the latest one holds, and revives an order that was cancelled before.
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
    // 0 is a guest, and no id.
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

/** WooCommerce writes times of UTC without saying so. */
function utc(value: unknown): string {
  const text = textOf(value);
  return text === "" || /Z$|[+-]\d{2}:?\d{2}$/.test(text) ? text : `${text}Z`;
}
