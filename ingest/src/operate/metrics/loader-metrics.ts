import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Loader, LoaderObserver } from "../../load/loader.js";

/** Metrics of the loader. */
export function loaderMetrics(registry: Registry) {
  const registers = [registry];
  const rows = new Counter({
    name: "safar_load_rows_total",
    help: "Rows stored in ClickHouse.",
    registers,
  });
  const messages = new Counter({
    name: "safar_load_messages_total",
    help: "Kafka messages whose rows were stored in ClickHouse.",
    registers,
  });
  const sizes = new Histogram({
    name: "safar_load_batch_rows",
    help: "Rows per stored batch.",
    buckets: [1, 10, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000],
    registers,
  });
  const seconds = new Histogram({
    name: "safar_load_insert_seconds",
    help: "Time to store a batch.",
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const delay = new Histogram({
    name: "safar_load_delay_seconds",
    help: "Age of a batch's oldest message when the batch was stored.",
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1_800, 7_200],
    registers,
  });
  const deadLetters = new Counter({
    name: "safar_load_dead_letters_total",
    help: "Messages that could not become rows and were stored as dead letters.",
    registers,
  });
  const failures = new Counter({
    name: "safar_load_failures_total",
    help: "Failed attempts to store a batch; each is retried.",
    registers,
  });
  const expired = new Counter({
    name: "safar_load_expired_total",
    help: "Messages, each with one or more rows, that Kafka's retention deleted before they were loaded. They are lost.",
    registers,
  });
  const observer: LoaderObserver = {
    stored(batch) {
      rows.inc(batch.rows);
      messages.inc(batch.messages);
      sizes.observe(batch.rows);
      seconds.observe(batch.seconds);
      delay.observe(batch.delaySeconds);
      deadLetters.inc(batch.deadLetters);
    },
    failed: () => failures.inc(),
    expired: (count) => expired.inc(count),
  };
  return {
    observer,
    /** Adds metrics that are read from a loader when they are scraped. */
    watch(loader: Pick<Loader, "lag" | "unavailable">): void {
      new Gauge({
        name: "safar_load_lag_messages",
        help: "Messages not stored yet in the partitions that this loader reads. A message has one or more rows.",
        labelNames: ["kind"],
        registers,
        collect() {
          for (const [kind, lag] of Object.entries(loader.lag())) this.set({ kind }, lag);
        },
      });
      new Gauge({
        name: "safar_load_available",
        help: "1 while the loader works, 0 while it waits for Kafka or ClickHouse.",
        registers,
        collect() {
          this.set(loader.unavailable() === undefined ? 1 : 0);
        },
      });
    },
  };
}
