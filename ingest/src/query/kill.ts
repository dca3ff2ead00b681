import { setTimeout as delay } from "node:timers/promises";
import type { ClickHouseClient } from "@clickhouse/client";
import { ask, inSession, literal } from "./session.js";

const AGAIN_MS = 250;

/**
 * Waits for a query, and stops it in the engine when the signal says so.
 *
 * The engine goes on with a query whose client has turned away, and it has no query ids of ours; so each
 * query bears a mark in its `log_comment` setting. A stop can come before the engine has registered the
 * query: it is repeated until the query has ended.
 *
 * @param mark the query's `log_comment`
 */
export async function untilSettled<Answer>(
  query: Promise<Answer>,
  stop: AbortSignal,
  openSession: () => ClickHouseClient,
  mark: string,
): Promise<Answer> {
  let settled = false;
  const kill = async () => {
    while (!settled) {
      await killOnce(openSession, mark);
      await delay(AGAIN_MS);
    }
  };
  const onStop = () => void kill();
  stop.addEventListener("abort", onStop, { once: true });
  try {
    return await query;
  } finally {
    settled = true;
    stop.removeEventListener("abort", onStop);
  }
}

async function killOnce(openSession: () => ClickHouseClient, mark: string): Promise<void> {
  const kill = `KILL QUERY WHERE Settings['log_comment'] = ${literal(mark)} ASYNC`;
  // A query that can't be stopped ends at its time limit.
  await inSession(openSession, (session) => ask(session, kill, "Null")).catch(() => undefined);
}
