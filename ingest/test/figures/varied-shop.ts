import { EVENT_COLUMNS, eventRow } from "../../src/event/enrich/event-row.js";
import type { Receipt } from "../../src/event/enrich/receipt.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { simulateShop } from "../../src/try/demo/shop/simulate-shop.js";

/** What the simulated shop does not tell: orders before 1970, chains of users, a second shop, referrals, robots. */
export const RARE_EVENTS: readonly (Record<string, unknown> & {
  type: "track" | "alias" | "identify" | "page";
  source?: string;
  keyKind?: "server";
})[] = [
  order("old-1", "1969-03-01T10:00:00Z", "old", 10),
  order("old-2", "2025-03-01T10:00:00Z", "old", 20),
  order("old-3", "2025-03-02T10:00:00Z", "old", 5, { currency: "USD" }),
  order("bot-1", "2025-03-02T10:00:00Z", "old", 5, {}, { userAgent: "Googlebot/2.1" }),
  { type: "alias", userId: "young", previousId: "old", timestamp: "2025-03-03T00:00:00Z" },
  { type: "alias", userId: "younger", previousId: "young", timestamp: "2025-03-04T00:00:00Z" },
  {
    type: "identify",
    userId: "younger",
    anonymousId: "g1",
    traits: { email: "y@shop.example" },
    timestamp: "2025-03-05T00:00:00Z",
  },
  {
    type: "page",
    anonymousId: "friend",
    timestamp: "2025-03-06T10:00:00Z",
    context: { campaign: { source: "mail", medium: "referral", content: "younger" }, page: { path: "/" } },
  },
  {
    type: "track",
    event: "Product Shared",
    userId: "younger",
    timestamp: "2025-03-07T10:00:00Z",
    properties: { product_id: "p", share_via: "email" },
  },
  {
    type: "track",
    event: "Email Opened",
    userId: "younger",
    timestamp: "2025-03-01T12:00:00Z",
    properties: { message_id: "m1" },
  },
  { ...order("near-1", "2025-03-08T11:00:00Z", "near", 5), event: "Order Complete" },
  { ...order("lone-1", "2025-03-08T12:00:00Z", "lone", 5), event: "Order Refunded" },
  { ...order("told-1", "2025-03-09T10:00:00Z", "old", 5), keyKind: "server" },
  { ...order("told-1", "2025-03-10T10:00:00Z", "old", 5), event: "Order Cancelled" },
  order("zero-1", "2025-03-08T10:00:00Z", "zero", 0),
  { ...order("other-1", "2025-03-08T10:00:00Z", "old", 7), source: "other" },
];

function order(id: string, timestamp: string, userId: string, revenue: number, more = {}, context = {}) {
  const products = [
    { product_id: "p", name: "Pen", price: revenue, quantity: 1 },
    { product_id: "q", name: "Quill", price: 0, quantity: 2 },
  ];
  const properties = { order_id: id, revenue, products, ...more };
  return { type: "track" as const, event: "Order Completed", timestamp, userId, properties, context };
}

/**
 * Fills a warehouse, so that every view has rows: four months of a simulated shop and a few rare cases, received now,
 * and what a prediction would write. The same rows each time, but for when they were received.
 */
export async function insertVariedShop(
  warehouse: Pick<Warehouse, "insert">,
  now = Date.now(),
): Promise<void> {
  const receipt = (source = "shop"): Receipt => ({
    sourceId: source,
    sourceCurrency: "EUR",
    keyKind: source === "shop" ? "web" : "server",
    receivedAt: now,
  });
  const { deliveries } = simulateShop({ seed: 23, customers: 40, days: 120, start: "2025-01-01" });
  const rows = [...deliveries].map(({ call, browser }) =>
    eventRow(JSON.parse(JSON.stringify(call)), { ...receipt(), browser }),
  );
  const more = RARE_EVENTS.map(({ source, keyKind, ...event }, place) =>
    eventRow(
      { messageId: `more-${place}`, ...event },
      {
        ...receipt(source),
        ...(keyKind === undefined ? {} : { keyKind }),
        isBot: "userAgent" in Object(event.context),
      },
    ),
  );
  await warehouse.insert("event_rows", EVENT_COLUMNS, [...rows, ...more]);
  await warehouse.insert(
    "sources",
    ["source_id", "time_zone", "currency", "pages_tell", "updated_at"],
    [
      '["shop","Europe/Amsterdam","EUR",["completed","updated","refunded","cancelled"],1]',
      '["other","Asia/Tehran","IRR",["completed"],1]',
    ],
  );
  await warehouse.insert(
    "predictions",
    ["source_id", "customer_key", "customer_id", "fitted_at", "probability_alive"],
    ['["shop",7,"younger","2025-05-01 00:00:00",0.5]'],
  );
  await insertJourney(warehouse);
  await warehouse.insert(
    "prediction_fits",
    ["source_id", "fitted_at", "currency"],
    ['["shop","2025-05-01 00:00:00","EUR"]'],
  );
}

/** A run of a journey that ended, one that waits, and a message. */
async function insertJourney(warehouse: Pick<Warehouse, "insert">): Promise<void> {
  const who = ["shop", 7, "younger", "cart", 1];
  const run = (id: string, status: string, node: string, why: string, nodes: string[], control: boolean) =>
    JSON.stringify(["run", ...who, id, "", status, node, why, nodes, control, "2025-03-01 10:00:00"]);
  await warehouse.insert(
    "journey_rows",
    [
      ...["record", "source_id", "person_key", "customer_id", "journey_id", "journey_version", "run_id"],
      ...["message_id", "status", "node", "why", "nodes", "is_control", "entered_at"],
    ],
    [
      run("r1", "ended", "mail", "goal", ["wait", "mail"], false),
      run("r2", "waiting", "wait", "", ["wait"], true),
      JSON.stringify(["message", ...who, "r1", "m1", "sent", "mail", "", [], false, "2025-03-01 11:00:00"]),
    ],
  );
}
