import { Worker } from "node:worker_threads";
import type { JourneyDefinition } from "@safar/schemas";
import type { EngineAddress } from "../../store/engine/engine.js";
import type { Segment } from "../segments/find-segment.js";
import type { SendingSettings, SimulationAsked, SimulationReport } from "./simulate.js";

/** What is simulated, as plain data. */
export interface SimulationTask {
  readonly definition: JourneyDefinition;
  readonly segments: readonly Segment[];
  readonly asked: SimulationAsked;
}

/** What the thread says. */
export type SimulationLine =
  | { readonly fraction: number }
  | { readonly report: SimulationReport }
  | { readonly error: string };

/**
 * Simulates a journey.
 *
 * @param onProgress told how much is done, 0 to 1, now and then
 * @param signal stops it
 * @throws {Error} when a segment or ClickHouse can't be asked, or it was stopped
 */
export type Simulate = (
  task: SimulationTask,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
) => Promise<SimulationReport>;

/**
 * Simulates on a thread of its own, so that a collector goes on collecting meanwhile.
 *
 * @param address ClickHouse, as a user who reads
 * @param settings the collector's
 */
export function simulateOnThread(address: EngineAddress, settings: SendingSettings): Simulate {
  return async (task, onProgress, signal) => {
    const worker = new Worker(new URL("./simulation-thread-main.js", import.meta.url), {
      workerData: { address, task, settings },
    });
    const stopped = new Error("The simulation was stopped.");
    try {
      return await new Promise<SimulationReport>((resolve, reject) => {
        const stop = () => reject(stopped);
        if (signal.aborted) return stop();
        signal.addEventListener("abort", stop, { once: true });
        worker.on("message", (line: SimulationLine) => {
          if ("fraction" in line) onProgress(line.fraction);
          else if ("report" in line) resolve(line.report);
          else reject(new Error(line.error));
        });
        worker.once("error", reject);
        worker.once("exit", stop);
      });
    } finally {
      await worker.terminate();
    }
  };
}
