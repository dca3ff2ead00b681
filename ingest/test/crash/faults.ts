import { setTimeout as sleep } from "node:timers/promises";
import type { Draw } from "../../src/try/demo/shop/draw.js";
import type { Cluster } from "./cluster.js";

export interface FaultTimes {
  /** Longer than every time-out of collectors and loaders, in milliseconds. */
  readonly freezeMs: number;
  /** The longest that anything is away otherwise, in milliseconds. */
  readonly awayMs: number;
}

/** One way to harm a cluster. It resolves when the harm is over; what was harmed may still be recovering. */
export type Fault = (cluster: Cluster, draw: Draw, times: FaultTimes) => Promise<void>;

type Server = Pick<Cluster["broker"], "end" | "start" | "freeze" | "thaw">;

const killServer =
  (of: (cluster: Cluster) => Server, signal: "SIGKILL" | "SIGTERM"): Fault =>
  async (cluster, draw, { awayMs }) => {
    await of(cluster).end(signal);
    await sleep(draw.int(0, awayMs));
    await of(cluster).start();
  };
const killOneOf =
  (kind: "collectors" | "loaders", signal: "SIGKILL" | "SIGTERM"): Fault =>
  async (cluster, draw) => {
    await draw.pick(cluster[kind]).end(signal);
  };
const freeze =
  (of: (cluster: Cluster, draw: Draw) => Pick<Server, "freeze" | "thaw">): Fault =>
  async (cluster, draw, { freezeMs }) => {
    const frozen = of(cluster, draw);
    frozen.freeze();
    await sleep(freezeMs);
    frozen.thaw();
  };
const breakLink =
  (mode: "refuse" | "freeze" | "delay"): Fault =>
  async (cluster, draw, { awayMs, freezeMs }) => {
    const link = draw.pick(Object.values(cluster.links));
    link.set(mode, draw.int(50, 400));
    await sleep(mode === "freeze" && draw.chance(0.5) ? freezeMs : draw.int(100, awayMs));
    link.set("pass");
  };
const cutLink: Fault = async (cluster, draw) => {
  const link = draw.pick(Object.values(cluster.links));
  for (let cuts = draw.int(1, 5); cuts > 0; cuts--) {
    link.cut();
    await sleep(draw.int(0, 300));
  }
};
/** Kafka ends itself when it can't write; ClickHouse refuses inserts. */
const fillDisk =
  (of: "kafka" | "clickhouse"): Fault =>
  async (cluster, draw, { awayMs }) => {
    const disk = cluster.disks?.[of];
    if (!disk) throw new Error("There is no disk to fill.");
    await disk.fill();
    await sleep(draw.int(awayMs / 2, 2 * awayMs));
    await disk.clear();
    if (of === "kafka") {
      await cluster.broker.end("SIGKILL");
      await cluster.broker.start();
    }
  };

const broker = (cluster: Cluster) => cluster.broker;
const clickhouse = (cluster: Cluster) => cluster.clickhouse;

/** Every fault by its name, and the part of the cluster that it harms. */
export const FAULTS = {
  "kill a collector": { on: "collectors", run: killOneOf("collectors", "SIGKILL") },
  "kill a loader": { on: "loaders", run: killOneOf("loaders", "SIGKILL") },
  "kill Kafka": { on: "kafka", run: killServer(broker, "SIGKILL") },
  "kill ClickHouse": { on: "clickhouse", run: killServer(clickhouse, "SIGKILL") },
  "stop a collector": { on: "collectors", run: killOneOf("collectors", "SIGTERM") },
  "stop a loader": { on: "loaders", run: killOneOf("loaders", "SIGTERM") },
  "stop Kafka": { on: "kafka", run: killServer(broker, "SIGTERM") },
  "stop ClickHouse": { on: "clickhouse", run: killServer(clickhouse, "SIGTERM") },
  "freeze a collector": { on: "collectors", run: freeze(({ collectors }, draw) => draw.pick(collectors)) },
  "freeze a loader": { on: "loaders", run: freeze(({ loaders }, draw) => draw.pick(loaders)) },
  "freeze Kafka": { on: "kafka", run: freeze(broker) },
  "freeze ClickHouse": { on: "clickhouse", run: freeze(clickhouse) },
  "cut a link": { on: "links", run: cutLink },
  "refuse on a link": { on: "links", run: breakLink("refuse") },
  "freeze a link": { on: "links", run: breakLink("freeze") },
  "delay on a link": { on: "links", run: breakLink("delay") },
  "fill Kafka's disk": { on: "kafka", run: fillDisk("kafka") },
  "fill ClickHouse's disk": { on: "clickhouse", run: fillDisk("clickhouse") },
} as const satisfies Record<string, { on: string; run: Fault }>;

export type FaultName = keyof typeof FAULTS;

/** A quarter of the faults come together with another one, on another part. */
const TOGETHER = 0.25;

/**
 * Faults in the order in which they shall happen, those that happen together side by side. Each kind comes once
 * in every round, in an order drawn anew, so that a few of them are already some of each.
 */
export function drawFaults(draw: Draw, count: number, { disks }: Pick<Cluster, "disks">): FaultName[][] {
  const kinds = (Object.keys(FAULTS) as FaultName[]).filter((name) => disks || !name.startsWith("fill "));
  const steps: FaultName[][] = [];
  let round: FaultName[] = [];
  for (let drawn = 0; drawn < count; drawn++) {
    if (round.length === 0) round = [...kinds];
    const [name] = round.splice(draw.int(0, round.length - 1), 1) as [FaultName];
    const last = steps.at(-1);
    if (last?.length === 1 && FAULTS[last[0]!].on !== FAULTS[name].on && draw.chance(TOGETHER))
      last.push(name);
    else steps.push([name]);
  }
  return steps;
}
