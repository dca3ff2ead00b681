import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ServeProcess, startServe } from "../../serve-process.js";
import { FaultProxy } from "./fault-proxy.js";
import { type PageServer, startPageServer } from "./page-server.js";

/** What ClickHouse says of an event. */
export interface EventRow {
  readonly message_id: string;
  readonly n: string;
  readonly type: string;
  readonly event: string;
  readonly name: string;
  readonly timestamp: string;
  readonly timestamp_rule: string;
  readonly original_timestamp: string;
  readonly anonymous_id: string;
  readonly user_id: string;
  readonly properties: string;
  readonly traits: string;
  readonly context: string;
}

/** Everything but the browser: the shop's web server, the real collector, and the proxy between them. */
export interface Stage {
  readonly collector: ServeProcess;
  readonly proxy: FaultProxy;
  readonly pages: PageServer;
  /** The events of a run as rows, by the `n` that their properties carry. */
  rows(run: string): Promise<EventRow[]>;
  /** Waits until a run has so many rows, then gives them. After ten seconds it gives what there is. */
  arrived(run: string, count: number): Promise<EventRow[]>;
  close(): Promise<void>;
}

/** A name that tells the events of one test from all others. */
export const newRun = (): string => randomUUID();

export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "safar-browser-"));
  const collector = await startServe(folder);
  const proxy = await FaultProxy.start(collector.collector);
  const pages = await startPageServer();
  const rows = (run: string) =>
    collector.rows<EventRow>(
      `SELECT *, JSONExtractString(if(JSONHas(properties, 'n'), properties, traits), 'n') AS n FROM events
       WHERE JSONExtractString(properties, 'run') = '${run}' OR JSONExtractString(traits, 'run') = '${run}'
       ORDER BY timestamp, toUInt32OrZero(n)`,
    );
  return {
    collector,
    proxy,
    pages,
    rows,
    async arrived(run, count) {
      const deadline = Date.now() + 10_000;
      for (;;) {
        const found = await rows(run);
        if (found.length >= count || Date.now() > deadline) return found;
        await sleep(100);
      }
    },
    async close() {
      await proxy.refuse();
      await pages.close();
      await collector.end("SIGTERM");
      await rm(folder, { recursive: true });
    },
  };
}

/** The `n` of rows, in ascending order: compare it with what was tracked. */
export const numbers = (rows: readonly { readonly n: string }[]): number[] =>
  rows.map(({ n }) => Number(n)).sort((a, b) => a - b);

/** 0 to `count` - 1. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
