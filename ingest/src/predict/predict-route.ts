import { PassThrough } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { type Static, Type } from "typebox";
import type { Warehouse } from "../warehouse/warehouse.js";
import { type PredictionReport, predict } from "./predict.js";

const Body = Type.Object(
  {
    source: Type.String({ minLength: 1, maxLength: 512 }),
    currency: Type.String({ maxLength: 3 }),
    horizonDays: Type.Integer({ minimum: 1, maximum: 3650 }),
    yearlyDiscount: Type.Number({ minimum: 0, maximum: 1 }),
  },
  { additionalProperties: false },
);

/** A line of the answer: what is done now, and at last the report or what went wrong. */
export type PredictLine =
  | { readonly step: string }
  | { readonly report: PredictionReport }
  | { readonly error: string };

/** `POST /operator/predict`: fits the models of a source now. The answer comes a JSON line a step. */
export function predictRoute(warehouse: Pick<Warehouse, "query" | "insert">): (app: FastifyInstance) => void {
  return (app) => {
    app.post<{ Body: Static<typeof Body> }>("/predict", { schema: { body: Body } }, (request, reply) => {
      const lines = new PassThrough();
      const say = (line: PredictLine) => lines.write(`${JSON.stringify(line)}\n`);
      const run = async () => {
        const steps = predict(warehouse, request.body, () => nextTurn());
        let next = await steps.next();
        for (; !next.done; next = await steps.next()) say({ step: next.value });
        say({ report: next.value });
      };
      void run()
        .catch((error: Error) => say({ error: error.message }))
        .finally(() => lines.end());
      return reply.type("application/x-ndjson").header("cache-control", "no-store").send(lines);
    });
  };
}
