import type { Logger } from "pino";
import { AggregatorRegistry, Counter, Gauge, type Registry } from "prom-client";
import type { MetricsJson, WorkerState } from "./messages.js";
import type { RunningWorker, WorkerAnswer, Workers } from "./start-workers.js";

/** Interval of the state requests to workers, and timeout of their answers, in milliseconds. */
const ASK_EVERY_MS = 10_000;
const ANSWER_MS = 2_000;
/** A worker without an answer for this long is stuck: it is killed and replaced. */
const STUCK_AFTER_MS = 60_000;

/** What the operations port shows for all workers together. */
export interface Watched {
  /** The sum of all workers' metrics. Those of exited workers stay included, so that counters never decrease. */
  readonly registry: Pick<Registry, "contentType" | "metrics">;
  /** Why no worker can work, or which one can't; undefined when all running ones can. */
  unready(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** @param registry this process's registry, whose metrics are added */
export function watchWorkers(workers: Workers, registry: Registry, logger: Logger): Watched {
  const lastMetrics = new Map<number, MetricsJson>();
  const lastAnswerAt = new Map<number, number>();
  let ofEnded = Promise.resolve<MetricsJson>([]);

  new Gauge({
    name: "safar_workers",
    help: "Collector processes that take connections now; SAFAR_WORKERS of them are wanted.",
    registers: [registry],
    collect() {
      this.set(workers.running().length);
    },
  });
  new Counter({
    name: "safar_worker_restarts_total",
    help: "Collector processes that were started in the place of one that had ended or was stuck.",
    registers: [registry],
    collect() {
      this.reset();
      this.inc(workers.restarts());
    },
  });
  workers.on({
    said(worker, message) {
      if (message.kind === "ended") lastMetrics.set(worker.id, message.metrics);
    },
    gone({ id }) {
      const last = lastMetrics.get(id);
      lastMetrics.delete(id);
      lastAnswerAt.delete(id);
      if (last) ofEnded = ofEnded.then((before) => sum([before, last.filter(isSum)]));
    },
  });

  async function ask(): Promise<WorkerAnswer<WorkerState>[]> {
    const answers = await workers.ask<WorkerState>("state", ANSWER_MS);
    const now = performance.now();
    for (const { worker, answer } of answers) {
      if (answer) lastMetrics.set(worker.id, answer.metrics);
      if (answer || !lastAnswerAt.has(worker.id)) lastAnswerAt.set(worker.id, now);
    }
    return answers;
  }

  async function endStuck(): Promise<void> {
    const now = performance.now();
    for (const { worker } of (await ask()).filter(({ answer }) => answer === undefined)) {
      const silentMs = now - (lastAnswerAt.get(worker.id) ?? now);
      if (silentMs < STUCK_AFTER_MS || !isRunning(worker)) continue;
      logger.error(
        `Worker ${worker.number} has not answered for ${Math.round(silentMs / 1000)} s: it is ended`,
      );
      workers.kill(worker);
    }
  }

  const isRunning = ({ id }: RunningWorker) => workers.running().some((one) => one.id === id);
  const timer = setInterval(() => void endStuck(), ASK_EVERY_MS).unref();
  return {
    registry: {
      contentType: registry.contentType,
      async metrics() {
        await ask();
        const own = (await registry.getMetricsAsJSON()) as MetricsJson;
        return await aggregate([own, ...lastMetrics.values(), await ofEnded]).metrics();
      },
    },
    async unready() {
      const answers = await ask();
      if (answers.length === 0) return "No worker takes connections now; they are being started.";
      const reasons = answers.map(({ worker: { number }, answer }) => {
        const reason = answer === undefined ? "does not answer" : answer.unready;
        return reason && `Worker ${number}: ${reason}`;
      });
      return reasons.filter(Boolean).join("\n") || undefined;
    },
    close: async () => clearInterval(timer),
  };
}

/** Whether the metric of an exited worker stays in the sum; a gauge ends with its process. */
function isSum({ type }: MetricsJson[number]): boolean {
  return ["counter", "histogram", "summary"].includes(String(type));
}

async function sum(all: readonly MetricsJson[]): Promise<MetricsJson> {
  return (await aggregate(all).getMetricsAsJSON()) as MetricsJson;
}

function aggregate(all: readonly MetricsJson[]): Registry {
  return AggregatorRegistry.aggregate(all.filter((one) => one.length > 0) as never);
}
