import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { type FreeRequest, free, roomOf } from "./free.js";

const days = Type.Optional(Type.Integer({ minimum: 0, maximum: 36_500 }));

const BODY = Type.Object(
  { eventsOlderThan: days, deadLettersOlderThan: days, detached: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
);

/** `GET /operator/room` returns disk usage, `POST /operator/room` deletes old data. */
export function freeRoute(warehouse: Pick<Warehouse, "query" | "command">): (app: FastifyInstance) => void {
  return (app) => {
    app.get("/room", async () => roomOf(warehouse));
    app.post<{ Body: FreeRequest }>("/room", { schema: { body: BODY } }, async ({ body }) => {
      const steps: string[] = [];
      for await (const step of free(warehouse, body)) steps.push(step);
      return { steps };
    });
  };
}
