// Rows as a collector writes them, for those measurements that leave the collector out.
import { randomUUID } from "node:crypto";
import { EVENT_COLUMNS, eventRow } from "../../dist/enrich/event-row.js";
import { messageHeaders } from "../../dist/event-log/log-message.js";

/** Messages for the topic of the events: one event in twenty is an order, as in the other benchmarks. */
export function madeMessages(count) {
  const headers = messageHeaders(EVENT_COLUMNS);
  const receipt = { sourceId: "shop", sourceCurrency: "EUR", receivedAt: Date.now(), sentAt: Date.now() };
  return Array.from({ length: count }, (_, n) => ({
    key: `u${n % 3000}`,
    value: eventRow(event(n), receipt),
    headers,
  }));
}

/** Events as an SDK sends them. */
export function madeEvents(from, count) {
  return Array.from({ length: count }, (_, place) => event(from + place));
}

/** The event of `load-generator.mjs`, so that rows weigh the same. */
function event(n) {
  const order = n % 20 === 0;
  return {
    type: "track",
    messageId: randomUUID(),
    timestamp: new Date().toISOString(),
    userId: `u${n % 3000}`,
    anonymousId: `5e2f1a3b-aaaa-4bbb-8ccc-${String(n % 5000).padStart(12, "0")}`,
    event: order ? "Order Completed" : ["Product Viewed", "Product Added", "Cart Viewed"][n % 3],
    properties: order
      ? {
          order_id: `O-${n}`,
          revenue: (n % 9000) / 100 + 1,
          currency: "EUR",
          products: [product(n), product(n + 7)],
        }
      : product(n),
    context: {
      page: {
        path: `/p/${n % 1000}`,
        url: `https://shop.example/p/${n % 1000}`,
        title: "Shirt",
        referrer: "",
      },
      userAgent:
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
      locale: "en-GB",
      timezone: "Europe/London",
      library: { name: "@safar/web", version: "0.1.0" },
    },
  };
}

function product(n) {
  const id = n % 1000;
  return { product_id: `p${id}`, name: `Shirt number ${id}`, price: 12.3, quantity: 1, category: "Clothes" };
}
