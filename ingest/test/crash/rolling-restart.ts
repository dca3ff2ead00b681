import { expect } from "vitest";
import type { Cluster } from "./cluster.js";
import type { Shop } from "./shop.js";
import { stateOf } from "./state.js";

const LIMIT_MS = 120_000;

/** Ends every part in turn by SIGTERM, as an upgrade does, each one only when all is well again. */
export async function restartEverything(cluster: Cluster, shops: readonly Shop[]): Promise<void> {
  for (const part of [...cluster.collectors, ...cluster.loaders]) {
    await allDelivered(cluster, shops);
    expect(await part.end("SIGTERM"), part.name).toMatchObject({ code: 0, signal: null });
    await part.ready(LIMIT_MS);
  }
  for (const server of [cluster.clickhouse, cluster.broker]) {
    await server.end("SIGTERM");
    await server.start();
  }
  await allDelivered(cluster, shops);
}

async function allDelivered(cluster: Cluster, shops: readonly Shop[]): Promise<void> {
  const delivered = await Promise.all(shops.map((shop) => shop.delivered(LIMIT_MS)));
  if (delivered.every((all) => all)) return;
  throw new Error(
    `Events were not acknowledged within ${LIMIT_MS / 1000} s.\n${await stateOf(cluster, shops)}`,
  );
}
