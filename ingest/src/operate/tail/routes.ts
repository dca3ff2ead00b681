import { PassThrough } from "node:stream";
import type { FastifyInstance } from "fastify";
import { type Static, Type } from "typebox";
import type { Live } from "./live.js";

const Filter = Type.Object(
  {
    source: Type.Optional(Type.String({ maxLength: 512 })),
    event: Type.Optional(Type.String({ maxLength: 512 })),
    user: Type.Optional(Type.String({ maxLength: 512 })),
    refused: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/** Buffer for a slow follower, in characters; lines beyond it are dropped and counted. */
const MAX_WAITING_CHARS = 1024 * 1024;

/** Interval of heartbeats, in milliseconds: proxies close silent connections. */
const HEARTBEAT_MS = 15_000;

/**
 * `GET /operator/tail`: one JSON line per event as it arrives, until the follower disconnects. An empty line is a
 * heartbeat.
 *
 * @param sources the existing sources, if they are known here; a filter for another one is an error
 */
export function tailRoute(
  live: Pick<Live, "follow">,
  sources?: () => readonly { readonly id: string }[],
): (app: FastifyInstance) => void {
  return (app) => {
    app.get<{ Querystring: Static<typeof Filter> }>(
      "/tail",
      { schema: { querystring: Filter } },
      (request, reply) => {
        const { source } = request.query;
        const known = sources?.().map(({ id }) => id);
        if (source !== undefined && known !== undefined && !known.includes(source))
          return reply.status(404).send({
            success: false,
            code: "unknown_source",
            message: `There is no source ${source}. There are: ${known.join(", ")}.`,
          });
        const lines = new PassThrough({ highWaterMark: MAX_WAITING_CHARS });
        const leave = live.follow(
          {
            write(line) {
              if (lines.writableNeedDrain) return false;
              lines.write(line);
              return true;
            },
          },
          request.query,
        );
        const heartbeat = setInterval(() => lines.writableNeedDrain || lines.write("\n"), HEARTBEAT_MS);
        const end = () => {
          clearInterval(heartbeat);
          leave();
          lines.destroy();
        };
        reply.raw.once("close", end);
        lines.write("\n");
        return reply.type("application/x-ndjson").header("cache-control", "no-store").send(lines);
      },
    );
  };
}
