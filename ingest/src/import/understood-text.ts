import type { FeedCall } from "../client/feed.js";
import { tableText } from "../output/terminal/table.js";
import type { OpenedJob } from "./import-file.js";
import { ROLES } from "./roles.js";

/** How the columns of a file are understood, and how the first orders. */
export function understoodText({ file, mapping, profile }: OpenedJob, first: readonly FeedCall[]): string {
  const columns = ROLES.flatMap((role) => {
    const place = mapping.places[role];
    return place === undefined ? [] : [[OPTIONS[role], file.columns[place] ?? ""]];
  });
  const orders = first.map((call) => {
    const { event, userId, anonymousId, timestamp, properties = {} } = call as Row;
    const { order_id, revenue, total, currency, products } = properties;
    return [
      event,
      String(order_id),
      String(userId ?? anonymousId),
      timestamp.toISOString(),
      String(revenue ?? total ?? "all of it"),
      String(currency ?? "the source's"),
      String((products as unknown[] | undefined)?.length ?? "-"),
    ];
  });
  return [
    tableText({ head: ["read as", "column"], rows: columns }),
    ...file.told,
    ...profile.told,
    `One row ${mapping.rows === "line" ? "a line of an order" : "an order"}; times without an offset are of ${mapping.timeZone}.`,
    "",
    tableText({
      head: ["event", "order", "customer", "time (UTC)", "value", "currency", "lines"],
      rows: orders,
    }),
  ].join("\n");
}

interface Row {
  readonly event: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly timestamp: Date;
  readonly properties?: Readonly<Record<string, unknown>>;
}

const OPTIONS = {
  orderId: "order id",
  customer: "customer",
  email: "e-mail",
  phone: "phone",
  name: "name",
  firstName: "first name",
  lastName: "last name",
  time: "time",
  value: "value",
  currency: "currency",
  refundId: "refund's id",
  refundOf: "refunded order",
  refunded: "given back",
  status: "state",
  cancelledAt: "cancelled at",
  lineValue: "line's value",
  productId: "product's id",
  productName: "product's name",
  category: "category",
  price: "price",
  quantity: "quantity",
} as const satisfies Record<(typeof ROLES)[number], string>;
