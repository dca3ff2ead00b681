import { setTimeout as sleep } from "node:timers/promises";
import type { Draw } from "../../src/try/demo/shop/draw.js";
import { type JourneyCluster, SILENCE_MS } from "./journey-cluster.js";

type Fault = (cluster: JourneyCluster, draw: Draw) => Promise<unknown>;

/** Longer than another engine waits, so that the one that wakes up was overtaken. */
const FROZEN_MS = 2 * SILENCE_MS;
const AWAY_MS = 1_500;

const killServer =
  (of: (cluster: JourneyCluster) => Pick<JourneyCluster["broker"], "end" | "start">): Fault =>
  async (cluster, draw) => {
    const away = draw.int(0, AWAY_MS);
    await of(cluster).end("SIGKILL");
    await sleep(away);
    await of(cluster).start();
  };

/** What is done to the parts, and how often among a hundred. Each is a kill -9 but the two last. */
export const JOURNEY_FAULTS = {
  "kill the active engine": [34, async (cluster) => (await cluster.byState())[0].end("SIGKILL")],
  "kill the engine that stands by": [16, async (cluster) => (await cluster.byState())[1].end("SIGKILL")],
  "kill both engines": [6, (cluster) => Promise.all(cluster.engines.map((each) => each.end("SIGKILL")))],
  "kill ClickHouse": [18, killServer(({ clickhouse }) => clickhouse)],
  "kill Kafka": [6, killServer(({ broker }) => broker)],
  "kill the collector": [6, ({ collector }) => collector.end("SIGKILL")],
  "kill the loader": [4, ({ loader }) => loader.end("SIGKILL")],
  "freeze the active engine": [
    6,
    async (cluster) => {
      const [active] = await cluster.byState();
      active.freeze();
      await sleep(FROZEN_MS);
      active.thaw();
    },
  ],
  "stop the active engine": [4, async (cluster) => (await cluster.byState())[0].end("SIGTERM")],
} as const satisfies Record<string, readonly [share: number, Fault]>;

export type JourneyFault = keyof typeof JOURNEY_FAULTS;

/** Draws what is done next. */
export function drawFault(draw: Draw): JourneyFault {
  return draw.weighted(
    Object.fromEntries(Object.entries(JOURNEY_FAULTS).map(([name, [share]]) => [name, share])) as Record<
      JourneyFault,
      number
    >,
  );
}
