import { setTimeout as sleep } from "node:timers/promises";
import { type Draw, seededDraw } from "../../src/try/demo/shop/draw.js";
import type { Cluster } from "./cluster.js";
import { drawFaults, FAULTS, type FaultName, type FaultTimes } from "./faults.js";
import type { Shop } from "./shop.js";
import { progress, stateOf } from "./state.js";

export interface CrashRunOptions {
  readonly seed: number;
  readonly faults: number;
  readonly times: FaultTimes;
  /** After every so many faults, all that was tracked must be acknowledged before the next one comes. */
  readonly pauseEvery: number;
  /** How long that may take, in milliseconds. */
  readonly recoveryLimitMs: number;
}

export interface CrashReport {
  /** How often each fault was done. */
  readonly counts: ReadonlyMap<FaultName, number>;
  /** The longest time, from the end of some faults until all that was tracked was acknowledged, in milliseconds. */
  readonly longestRecoveryMs: number;
}

/**
 * Harms a cluster while shops go on tracking.
 *
 * @throws {Error} when the shops' events are not acknowledged in time once the harm is over
 */
export async function runFaults(
  cluster: Cluster,
  shops: readonly Shop[],
  options: CrashRunOptions,
): Promise<CrashReport> {
  const draw = seededDraw(options.seed);
  const counts = new Map<FaultName, number>();
  let done = 0;
  let pauseAt = options.pauseEvery;
  let longestRecoveryMs = 0;
  for (const together of drawFaults(draw, options.faults, cluster)) {
    await sleep(draw.int(50, 700));
    const startedAt = performance.now();
    await harm(cluster, together, draw, options.times);
    for (const name of together) counts.set(name, (counts.get(name) ?? 0) + 1);
    done += together.length;
    console.log(
      `fault ${done} of ${options.faults}: ${together.join(" and ")}, ${shown(startedAt)} s; ${progress(shops)}`,
    );
    if (done < pauseAt) continue;
    pauseAt += options.pauseEvery;
    const pausedAt = performance.now();
    await recover(cluster, shops, options.recoveryLimitMs);
    longestRecoveryMs = Math.max(longestRecoveryMs, performance.now() - pausedAt);
    console.log(`  all acknowledged after ${shown(pausedAt)} s`);
  }
  return { counts, longestRecoveryMs };
}

/** Draws for each fault by itself: what one of them takes must not depend on the other's moments. */
async function harm(
  cluster: Cluster,
  together: readonly FaultName[],
  draw: Draw,
  times: FaultTimes,
): Promise<void> {
  const seeds = together.map(() => draw.int(0, 2 ** 31 - 1));
  const later = draw.int(0, 500);
  await Promise.all(
    together.map(async (name, place) => {
      await sleep(place * later);
      await FAULTS[name].run(cluster, seededDraw(seeds[place]!), times);
    }),
  );
}

async function recover(cluster: Cluster, shops: readonly Shop[], limitMs: number): Promise<void> {
  const delivered = await Promise.all(shops.map((shop) => shop.delivered(limitMs)));
  if (delivered.every((all) => all)) return;
  throw new Error(
    `After ${limitMs / 1000} s without any fault events are still not acknowledged.\n${await stateOf(cluster, shops)}`,
  );
}

function shown(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
