// Rows as a collector writes them, for those measurements that leave the collector out.
import { randomUUID } from "node:crypto";
import { EVENT_COLUMNS, eventRow } from "../../dist/event/enrich/event-row.js";
import { messageHeaders } from "../../dist/store/event-log/log-message.js";
import { BROWSER, shopEvent } from "../shop-event.mjs";

/** Rows for the topic of the events: one event in twenty is an order, as in the other benchmarks. */
export function madeRows(count) {
  const headers = messageHeaders(EVENT_COLUMNS);
  const receipt = {
    sourceId: "shop",
    sourceCurrency: "EUR",
    receivedAt: Date.now(),
    sentAt: Date.now(),
    browser: BROWSER,
  };
  return Array.from({ length: count }, (_, n) => ({
    kind: "events",
    key: `u${n % 3000}`,
    row: eventRow(shopEvent(n, randomUUID()), receipt),
    headers,
  }));
}

/** Events as an SDK sends them. */
export function madeEvents(from, count) {
  return Array.from({ length: count }, (_, place) => shopEvent(from + place, randomUUID()));
}
