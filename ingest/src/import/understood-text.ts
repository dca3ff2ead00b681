import type { FeedCall } from "../client/feed.js";
import { tableText } from "../output/terminal/table.js";
import type { OpenedJob } from "./import-file.js";
import { ROLES } from "./roles.js";

/**
 * Shows how the columns of a file and its first orders are read.
 *
 * @param currency of orders that name none; undefined if it is not known here
 */
export function understoodText(
  { file, mapping, profile }: OpenedJob,
  first: readonly FeedCall[],
  currency: string | undefined,
): string {
  const columns = ROLES.flatMap((role) => {
    const place = mapping.places[role];
    return place === undefined ? [] : [[OPTIONS[role], file.columns[place] ?? ""]];
  });
  const orders = first.map((call) => {
    const { event, userId, anonymousId, timestamp, properties = {} } = call as Row;
    const { order_id, revenue, total, products } = properties;
    return [
      event,
      String(order_id),
      String(userId ?? anonymousId),
      localTime(timestamp, mapping.timeZone),
      String(revenue ?? total ?? "the whole order"),
      String(properties.currency ?? currency ?? "the source's"),
      String((products as unknown[] | undefined)?.length ?? "-"),
    ];
  });
  return [
    tableText({ head: ["read as", "column"], rows: columns }),
    ...notRead(file.columns, Object.values(mapping.places)),
    ...file.told,
    ...profile.told,
    `One row per ${mapping.rows === "line" ? "order line" : "order"}; times without an offset are in ${mapping.timeZone}.`,
    "",
    tableText({
      head: ["event", "order", "customer", `time (${mapping.timeZone})`, "value", "currency", "lines"],
      rows: orders,
    }),
  ].join("\n");
}

/** A moment in local time of the zone. */
function localTime(moment: Date, timeZone: string): string {
  return moment.toLocaleString("sv-SE", { timeZone });
}

/** Names the other columns, because one of them may matter. */
function notRead(columns: readonly string[], places: readonly (number | undefined)[]): string[] {
  const names = columns.filter((_, place) => !places.includes(place));
  if (names.length === 0) return [];
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  return [`Not read: ${names.slice(0, MOST_NAMED).join(", ")}${more}.`];
}

const MOST_NAMED = 20;

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
  refundId: "refund id",
  refundOf: "refunded order",
  refunded: "refunded amount",
  status: "state",
  cancelledAt: "cancelled at",
  lineValue: "line value",
  productId: "product id",
  productName: "product name",
  category: "category",
  price: "price",
  quantity: "quantity",
} as const satisfies Record<(typeof ROLES)[number], string>;
