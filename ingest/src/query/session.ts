import type { ClickHouseClient } from "@clickhouse/client";
import { fromEngine } from "./exception.js";

/** One answer of the engine, whole: the embedded engine does not stream. */
export interface EngineAnswer {
  readonly body: Buffer;
  readonly resultRows: string;
  readonly resultBytes: string;
  readonly elapsedNs: string;
}

/**
 * Runs one statement in a session.
 *
 * A session whose statement failed must not be used again: the next answer would begin with what the failed
 * one had already written.
 *
 * @throws {QueryException}
 */
export async function ask(
  session: ClickHouseClient,
  statement: string,
  format: string,
): Promise<EngineAnswer> {
  try {
    const { stream, summary } = await session.exec({
      query: statement,
      clickhouse_settings: { default_format: format } as Record<string, string>,
    });
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return {
      body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks),
      resultRows: summary?.result_rows ?? "0",
      resultBytes: summary?.result_bytes ?? "0",
      elapsedNs: summary?.elapsed_ns ?? "0",
    };
  } catch (error) {
    throw fromEngine(error);
  }
}

/** Opens a session for one task and closes it, whatever comes of it. */
export async function inSession<Outcome>(
  openSession: () => ClickHouseClient,
  task: (session: ClickHouseClient) => Promise<Outcome>,
): Promise<Outcome> {
  const session = openSession();
  try {
    return await task(session);
  } finally {
    await session.close();
  }
}

/** A text as a string literal of ClickHouse's SQL. */
export function literal(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&").replaceAll("\0", "\\0")}'`;
}
