import { PassThrough } from "node:stream";
import type { FastifyInstance } from "fastify";
import { type Static, Type } from "typebox";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { MODELS } from "./bg-nbd.js";
import { type HoldoutReport, holdout } from "./holdout.js";
import { modelThread } from "./model-thread.js";
import { type PredictionReport, predict } from "./predict.js";

const Body = Type.Object(
  {
    source: Type.String({ minLength: 1, maxLength: 512 }),
    currency: Type.String({ maxLength: 3 }),
    horizonDays: Type.Integer({ minimum: 1, maximum: 3650 }),
    yearlyDiscount: Type.Number({ minimum: 0, maximum: 1 }),
    until: Type.String({ pattern: "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" }),
    model: Type.Union(MODELS.map((name) => Type.Literal(name))),
    holdoutDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
  },
  { additionalProperties: false },
);

/** A line of the answer: a progress message, and finally the report or the error. */
export type PredictLine =
  | { readonly step: string }
  | { readonly report: PredictionReport | HoldoutReport }
  | { readonly error: string };

/** `POST /operator/predict`: fits the models of a source now. Answers with one JSON line per step. */
export function predictRoute(warehouse: Pick<Warehouse, "query" | "insert">): (app: FastifyInstance) => void {
  return (app) => {
    const work = modelThread();
    app.addHook("onClose", () => work.close());
    app.post<{ Body: Static<typeof Body> }>("/predict", { schema: { body: Body } }, (request, reply) => {
      const lines = new PassThrough();
      const say = (line: PredictLine) => lines.write(`${JSON.stringify(line)}\n`);
      const run = async () => {
        const { holdoutDays: days, ...asked } = request.body;
        const steps =
          days === undefined
            ? predict(warehouse, asked, work)
            : holdout(warehouse, { source: asked.source, until: asked.until, days }, work);
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
