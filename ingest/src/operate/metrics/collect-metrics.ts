import { Counter, Histogram, type Registry } from "prom-client";
import type { ObservedRequest } from "../../collect/app.js";
import type { Received } from "../../collect/received.js";

/** Metrics of the collector's requests and their events. */
export function collectMetrics(registry: Registry) {
  const registers = [registry];
  const requests = new Counter({
    name: "safar_requests_total",
    help: "Requests answered, by route and status.",
    labelNames: ["route", "status"],
    registers,
  });
  const seconds = new Histogram({
    name: "safar_request_seconds",
    help: "Time from a request's arrival to its answer, including making its events durable.",
    labelNames: ["route"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const accepted = new Counter({
    name: "safar_events_accepted_total",
    help: "Events accepted and made durable, including repeated ones.",
    labelNames: ["source"],
    registers,
  });
  const refused = new Counter({
    name: "safar_events_refused_total",
    help: "Events rejected, by the code in the answer.",
    labelNames: ["source", "code"],
    registers,
  });
  const removed = new Counter({
    name: "safar_values_removed_total",
    help: "Values removed from events before storing: fields that are never stored, card numbers.",
    labelNames: ["reason"],
    registers,
  });
  return {
    request({ route, status, seconds: took }: ObservedRequest): void {
      requests.inc({ route, status });
      seconds.observe({ route }, took);
    },
    received({ source, accepted: events, refused: problems, removed: taken }: Received): void {
      if (events.length > 0) accepted.inc({ source }, events.length);
      for (const { code } of problems) refused.inc({ source, code });
      if (taken.neverStored > 0) removed.inc({ reason: "never_stored" }, taken.neverStored);
      if (taken.cardNumbers > 0) removed.inc({ reason: "card_number" }, taken.cardNumbers);
    },
  };
}
