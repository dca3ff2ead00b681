import { idText, isTold } from "@safar/schemas";
import { fittingProducts } from "../../../event/enrich/fitting-products.js";
import { productsAmount } from "../../../event/enrich/money.js";
import { phoneNumber } from "../../../people/phone-number.js";
import { type Buyer, idsOf, introduce } from "../buyer.js";
import type { Platform, ShopEvent } from "../platform.js";
import { amountOf, at, fieldsOf, listOf, namedId, textOf, told } from "../read-body.js";

type Fields = Readonly<Record<string, unknown>>;

/** The cart attribute in which the theme stores the visitor's id. */
export const SHOPIFY_VISITOR = "safar_id";

/**
 * Web-hooks of Shopify.
 * https://shopify.dev/docs/api/admin-rest/latest/resources/webhook has the topics, .../order, .../refund and
 * .../customer the bodies; https://shopify.dev/docs/apps/build/webhooks/subscribe/https the signature.
 */
export const shopify: Platform = {
  signatureHeader: "x-shopify-hmac-sha256",
  isGreeting: () => false,
  eventsOf(body) {
    const fields = fieldsOf(body);
    if ("total_price" in fields) return orderEvents(fields);
    if ("refund_line_items" in fields || "transactions" in fields) return refundEvents(fields);
    if (idText(fields.id) === "") return [];
    return "email" in fields || "phone" in fields ? customerEvents(fields) : [];
  },
};

function orderEvents(order: Fields): ShopEvent[] {
  const id = idText(order.id);
  const orderedAt = textOf(order.processed_at) || textOf(order.created_at);
  const updatedAt = textOf(order.updated_at) || orderedAt;
  // The payment authorization was voided: nothing was paid or will be.
  const isVoided = textOf(order.financial_status) === "voided";
  const cancelledAt = textOf(order.cancelled_at) || (isVoided ? updatedAt : "");
  const buyer = buyerOf(order);
  const shared = { type: "track", ...idsOf(buyer), context: contextOf(order) };
  const properties = {
    order_id: id,
    ...told({
      total: amountOf(order.total_price),
      tax: amountOf(order.total_tax),
      discount: amountOf(order.total_discounts),
      currency: order.currency,
    }),
    ...told({ coupon: textOf(listOf(order.discount_codes)[0]?.code), order_name: textOf(order.name) }),
    ...fittingProducts(listOf(order.line_items).map(productOf)),
  };
  const message = `shopify:order:${id}`;
  return [
    { ...shared, event: "Order Completed", messageId: message, ...at(orderedAt), properties },
    // The order's state in this body. The latest state wins, in whatever order bodies arrive.
    {
      ...shared,
      event: "Order Updated",
      messageId: `${message}:${updatedAt}`,
      ...at(updatedAt),
      properties,
    },
    ...(cancelledAt === ""
      ? []
      : [
          {
            ...shared,
            event: "Order Cancelled",
            messageId: `${message}:cancelled:${cancelledAt}`,
            timestamp: cancelledAt,
            properties: {
              order_id: id,
              ...told({ reason: textOf(order.cancel_reason) || (isVoided ? "voided" : "") }),
            },
          },
        ]),
    ...introduce(buyer, message, orderedAt),
  ];
}

function refundEvents(refund: Fields): ShopEvent[] {
  const [id, orderId] = [idText(refund.id), idText(refund.order_id)];
  const timestamp = textOf(refund.processed_at) || textOf(refund.created_at);
  const paid = listOf(refund.transactions).filter(
    ({ kind, status }) => kind === "refund" && (status === "success" || status === "pending"),
  );
  const total = paidBack(paid);
  // Goods were restocked without a refund of money.
  if (total === undefined || (typeof total === "string" && !/[1-9]/.test(total))) return [];
  const products = listOf(refund.refund_line_items).map((line) => ({
    ...productOf(fieldsOf(line.line_item)),
    ...told({ quantity: line.quantity }),
  }));
  return [
    {
      type: "track",
      event: "Order Refunded",
      messageId: `shopify:refund:${id}`,
      ...at(timestamp),
      anonymousId: `guest:${orderId}`,
      context: contextOf(refund),
      properties: {
        order_id: orderId,
        refund_id: id,
        total,
        ...told({ currency: textOf(paid[0]?.currency) }),
        ...fittingProducts(products),
      },
    },
  ];
}

/**
 * The total paid back, as a decimal; undefined when nothing was. Unreadable amounts and mixed currencies cannot be
 * added up, and are returned as they were sent.
 */
function paidBack(paid: readonly Fields[]): unknown {
  const total = productsAmount(
    paid.map(({ amount }) => ({ price: amount })),
    "point",
  );
  const currencies = new Set(paid.map(({ currency }) => textOf(currency)));
  if (total === undefined || (isTold(total) && currencies.size === 1)) return total;
  return paid.map(({ amount, currency }) => [amount, currency]);
}

function customerEvents(customer: Fields): ShopEvent[] {
  const id = idText(customer.id);
  const updatedAt = textOf(customer.updated_at) || textOf(customer.created_at);
  const buyer = {
    customerId: id,
    visitorId: "",
    email: textOf(customer.email),
    phone: phoneNumber(textOf(customer.phone)),
    name: nameOf(customer),
    otherwise: id,
  };
  return updatedAt === "" ? [] : introduce(buyer, `shopify:customer:${id}:${updatedAt}`, updatedAt);
}

function buyerOf(order: Fields): Buyer {
  const customer = fieldsOf(order.customer);
  const billing = fieldsOf(order.billing_address);
  return {
    customerId: idText(customer.id),
    visitorId: namedId(order.note_attributes, "name", SHOPIFY_VISITOR),
    email: textOf(order.email) || textOf(order.contact_email) || textOf(customer.email),
    phone: phoneNumber(textOf(order.phone) || textOf(customer.phone) || textOf(billing.phone)),
    name: nameOf(customer) || nameOf(billing),
    otherwise: idText(order.id),
  };
}

function nameOf(person: Fields): string {
  return [textOf(person.first_name), textOf(person.last_name)].filter(Boolean).join(" ");
}

function productOf(line: Fields): Fields {
  return told({
    product_id: idText(line.product_id) || textOf(line.sku) || textOf(line.title),
    sku: textOf(line.sku),
    variant: textOf(line.variant_title),
    name: textOf(line.title) || textOf(line.name),
    price: amountOf(line.price),
    quantity: line.quantity,
  });
}

function contextOf({ test }: Fields): Fields {
  return { library: { name: "shopify webhook" }, ...(test === true ? { test: true } : {}) };
}
