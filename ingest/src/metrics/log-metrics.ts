import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { EventLog } from "../event-log/event-log.js";
import type { SendObservation } from "../event-log/kafka.js";

/** The collector's metrics of its event log. */
export function logMetrics(registry: Registry) {
  const registers = [registry];
  const messages = new Counter({
    name: "safar_log_messages_total",
    help: "Messages that Kafka acknowledged.",
    registers,
  });
  const failures = new Counter({
    name: "safar_log_failures_total",
    help: "Groups of messages that Kafka did not acknowledge; their requests were answered 503.",
    registers,
  });
  const seconds = new Histogram({
    name: "safar_log_send_seconds",
    help: "Time from sending a group of messages to its acknowledgement.",
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const sizes = new Histogram({
    name: "safar_log_group_messages",
    help: "Messages of a group that was sent.",
    buckets: [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000],
    registers,
  });
  return {
    observe({ messages: count, seconds: took, failed }: SendObservation): void {
      if (failed) failures.inc();
      else messages.inc(count);
      seconds.observe(took);
      sizes.observe(count);
    },
    /** Adds whether the log takes events now. */
    watch(log: Pick<EventLog, "unavailable">): void {
      new Gauge({
        name: "safar_log_available",
        help: "1 while events can be made durable, 0 while requests are answered 503.",
        registers,
        collect() {
          this.set(log.unavailable() === undefined ? 1 : 0);
        },
      });
    },
  };
}
