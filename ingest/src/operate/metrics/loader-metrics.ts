import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Loader, LoaderObserver } from "../../load/loader.js";

/** The loader's metrics. */
export function loaderMetrics(registry: Registry) {
  const registers = [registry];
  const rows = new Counter({
    name: "safar_load_rows_total",
    help: "Rows that were stored in ClickHouse.",
    registers,
  });
  const messages = new Counter({
    name: "safar_load_messages_total",
    help: "Messages whose rows were stored in ClickHouse.",
    registers,
  });
  const sizes = new Histogram({
    name: "safar_load_batch_rows",
    help: "Rows of a batch that was stored.",
    buckets: [1, 10, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000],
    registers,
  });
  const seconds = new Histogram({
    name: "safar_load_insert_seconds",
    help: "Time in which a batch was stored.",
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const delay = new Histogram({
    name: "safar_load_delay_seconds",
    help: "Age of a batch's oldest message when it was stored.",
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1_800, 7_200],
    registers,
  });
  const deadLetters = new Counter({
    name: "safar_load_dead_letters_total",
    help: "What could not become a row and was kept as a dead letter.",
    registers,
  });
  const failures = new Counter({
    name: "safar_load_failures_total",
    help: "Attempts to store a batch that failed; each is tried again.",
    registers,
  });
  const expired = new Counter({
    name: "safar_load_expired_total",
    help: "Messages, of one row or several, that Kafka deleted by their age before they were loaded. They are lost.",
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
    /** Adds what is asked of a loader when the metrics are read. */
    watch(loader: Pick<Loader, "lag" | "unavailable">): void {
      new Gauge({
        name: "safar_load_lag_messages",
        help: "Messages in the log, of one row or several, that are not stored yet, of the partitions this loader reads.",
        labelNames: ["kind"],
        registers,
        collect() {
          for (const [kind, lag] of Object.entries(loader.lag())) this.set({ kind }, lag);
        },
      });
      new Gauge({
        name: "safar_load_available",
        help: "1 while rows are loaded, 0 while the loader waits for Kafka or ClickHouse.",
        registers,
        collect() {
          this.set(loader.unavailable() === undefined ? 1 : 0);
        },
      });
    },
  };
}
