import { Counter, type Registry } from "prom-client";
import type { SendCounts } from "../../journeys/engine/send.js";

/** Metrics of what journeys do. The result is called after each round. */
export function journeyMetrics(registry: Registry) {
  const transitions = new Counter({
    name: "safar_journey_transitions_total",
    help: "Runs that moved on in a journey, came in or ended.",
    registers: [registry],
  });
  const messages = new Counter({
    name: "safar_journey_messages_total",
    help: "What became of messages: sent, not-sent, rejected, in-doubt, or later.",
    labelNames: ["status"],
    registers: [registry],
  });
  return (round: { readonly transitions: number; readonly messages: SendCounts }): void => {
    transitions.inc(round.transitions);
    for (const [status, count] of Object.entries(round.messages)) messages.inc({ status }, count);
  };
}
