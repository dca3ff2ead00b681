import type { IncomingHttpHeaders } from "node:http";
import type { FastifyReply } from "fastify";
import { chooseEncoding, compress } from "./compression.js";
import type { Engine } from "./engine.js";
import { contentType } from "./formats.js";
import { nativeBlocks } from "./native-blocks.js";
import type { Question } from "./request.js";
import type { QueryAnswer } from "./run.js";

/** Sends an answer with the headers that a ClickHouse server puts to it. */
export async function answer(
  reply: FastifyReply,
  headers: IncomingHttpHeaders,
  { settings }: Question,
  { body, format, resultRows, resultBytes, elapsedNs }: QueryAnswer,
  { displayName, timeZone }: Engine,
): Promise<FastifyReply> {
  const content = settings.get("compress") === "1" ? await nativeBlocks(body) : body;
  const encoding = chooseEncoding(
    headers["accept-encoding"],
    settings.get("enable_http_compression") ?? null,
  );
  if (encoding) reply.header("content-encoding", encoding);
  return reply
    .headers({
      "content-type": contentType(format),
      "x-clickhouse-format": format,
      "x-clickhouse-timezone": settings.get("session_timezone") || timeZone,
      "x-clickhouse-server-display-name": displayName,
      "x-clickhouse-summary": JSON.stringify({
        // The embedded engine tells the rows of the result alone; at least as many were read.
        read_rows: resultRows,
        read_bytes: resultBytes,
        written_rows: "0",
        written_bytes: "0",
        total_rows_to_read: "0",
        result_rows: resultRows,
        result_bytes: resultBytes,
        elapsed_ns: elapsedNs,
      }),
    })
    .send(encoding ? await compress(content, encoding) : content);
}

/** A header holds printable ASCII alone. */
export function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?").slice(0, 256);
}
