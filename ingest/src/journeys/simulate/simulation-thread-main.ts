import { parentPort, workerData } from "node:worker_threads";
import type { EngineAddress } from "../../store/engine/engine.js";
import { openHttpWarehouse } from "../../store/warehouse/clickhouse-http.js";
import { type SendingSettings, simulate } from "./simulate.js";
import type { SimulationLine, SimulationTask } from "./simulation-thread.js";

const { address, task, settings } = workerData as {
  readonly address: EngineAddress;
  readonly task: SimulationTask;
  readonly settings: SendingSettings;
};

/** How often it is told how much is done, in milliseconds. */
const EVERY_MS = 500;

const say = (line: SimulationLine) => parentPort?.postMessage(line);
const warehouse = openHttpWarehouse(address);
let toldAt = 0;
try {
  const segments = new Map(task.segments.map((segment) => [segment.name, segment]));
  const report = await simulate(
    ...([warehouse, task.definition, segments, task.asked, settings] as const),
    (_label, { fraction }) => {
      if (Date.now() - toldAt < EVERY_MS) return;
      toldAt = Date.now();
      say({ fraction });
    },
  );
  say({ report });
} catch (error) {
  say({ error: (error as Error).message });
} finally {
  await warehouse.close();
}
