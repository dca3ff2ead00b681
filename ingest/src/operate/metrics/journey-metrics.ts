import { Counter, Gauge, type Registry } from "prom-client";
import type { SendCounts } from "../../journeys/engine/send.js";

/** Metric of whether this process runs journeys. Call the result when that changes. */
export function journeyState(registry: Registry): (isActive: boolean) => void {
  const active = new Gauge({
    name: "safar_journey_engine_active",
    help: "1 while this process runs journeys, 0 while it is on standby. The sum over all processes is 1.",
    registers: [registry],
  });
  return (isActive) => active.set(isActive ? 1 : 0);
}

/** Metrics of journeys. Call the result after each round. */
export function journeyMetrics(registry: Registry) {
  const transitions = new Counter({
    name: "safar_journey_transitions_total",
    help: "Runs that entered, advanced in or ended a journey.",
    registers: [registry],
  });
  const messages = new Counter({
    name: "safar_journey_messages_total",
    help: "Messages by outcome: sent, not-sent, rejected, in-doubt, or later.",
    labelNames: ["status"],
    registers: [registry],
  });
  return (round: { readonly transitions: number; readonly messages: SendCounts }): void => {
    transitions.inc(round.transitions);
    for (const [status, count] of Object.entries(round.messages)) messages.inc({ status }, count);
  };
}
