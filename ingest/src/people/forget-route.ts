import { PassThrough } from "node:stream";
import type { FastifyInstance } from "fastify";
import { type Static, Type } from "typebox";
import { WarehouseError } from "../store/warehouse/warehouse.js";
import type { ForgetInTurn } from "./forget-in-turn.js";
import type { PersonLink } from "./person.js";

const Body = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 512 }),
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
    dryRun: Type.Boolean(),
    links: Type.Optional(Type.Union([Type.Literal("all"), Type.Literal("trusted")])),
    as: Type.Optional(Type.Union([Type.Literal("user"), Type.Literal("guest")])),
  },
  { additionalProperties: false },
);

/** A line of the answer: what is done now, and at last the receipt or what went wrong. */
export type ForgetLine =
  | { readonly step: string }
  | { readonly links: readonly PersonLink[] }
  | { readonly receipt: unknown }
  | { readonly error: string };

/** `POST /operator/forget`: erases a person. The answer comes a JSON line a step, since it may take minutes. */
export function forgetRoute(inTurn: ForgetInTurn): (app: FastifyInstance) => void {
  return (app) => {
    const erase = async (body: Static<typeof Body>, say: (line: ForgetLine) => void) =>
      say({
        receipt: await inTurn.erase(body, (step) =>
          say(typeof step === "string" ? { step } : { links: step }),
        ),
      });
    app.post<{ Body: Static<typeof Body> }>("/forget", { schema: { body: Body } }, (request, reply) => {
      if (inTurn.isBusy) {
        return reply.status(409).send({
          success: false,
          code: "busy",
          message: "Another person is being erased. Ask again when that is done.",
        });
      }
      const lines = new PassThrough();
      const say = (line: ForgetLine) => lines.write(`${JSON.stringify(line)}\n`);
      // It goes on to its end, also when the one who asked has left: half an erasure is none.
      void erase(request.body, say)
        .catch((error: Error) => {
          // What ClickHouse says, or that the collector stops, is told by a sentence; anything else by its place, too.
          if (error instanceof WarehouseError) request.log.error(`An erasure failed: ${error.message}`);
          else request.log.error({ err: error }, "An erasure failed");
          say({ error: error.message });
        })
        .finally(() => lines.end());
      return reply.type("application/x-ndjson").header("cache-control", "no-store").send(lines);
    });
  };
}
