import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { EventLog, GroupObservation } from "../../store/event-log/event-log.js";

/** Metrics of the collector's event log. */
export function logMetrics(registry: Registry) {
  const registers = [registry];
  const rows = new Counter({
    name: "safar_log_rows_total",
    help: "Events and dead letters made durable: on disk, or by Kafka's in-sync replicas.",
    registers,
  });
  const failures = new Counter({
    name: "safar_log_failures_total",
    help: "Groups of events that could not be made durable; their requests were answered 503.",
    registers,
  });
  const seconds = new Histogram({
    name: "safar_log_send_seconds",
    help: "Time to make a group of events durable.",
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const sizes = new Histogram({
    name: "safar_log_group_rows",
    help: "Events and dead letters per group commit.",
    buckets: [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000],
    registers,
  });
  const letters = new Counter({
    name: "safar_log_dead_letters_total",
    help: "Dead letters made durable: rejected events stored with their reason.",
    registers,
  });
  return {
    observe({ records, deadLetters, seconds: took, failed }: GroupObservation): void {
      if (failed) failures.inc();
      else {
        rows.inc(records);
        letters.inc(deadLetters);
      }
      seconds.observe(took);
      sizes.observe(records);
    },
    /** Adds metrics of how full the log is, and whether it accepts events now. */
    watch(log: Pick<EventLog, "unavailable" | "pending">): void {
      new Gauge({
        name: "safar_log_pending_bytes",
        help: "Characters of events that wait to be made durable; SAFAR_MAX_PENDING_MIB is the limit.",
        registers,
        collect() {
          this.set(log.pending());
        },
      });
      new Gauge({
        name: "safar_log_available",
        help: "1 while events can be made durable, 0 while requests are answered 503; of several workers, the worst.",
        aggregator: "min",
        registers,
        collect() {
          this.set(log.unavailable() === undefined ? 1 : 0);
        },
      });
    },
  };
}
