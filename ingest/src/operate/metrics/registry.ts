import { readFileSync } from "node:fs";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";

/** A registry with the metrics of every process: its state, and its release. */
export function newRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
  new Gauge({
    name: "safar_build_info",
    help: "Always 1; its labels are the versions of Safar and Node.",
    labelNames: ["version", "node"],
    aggregator: "first",
    registers: [registry],
  }).set({ version, node: process.version }, 1);
  return registry;
}
