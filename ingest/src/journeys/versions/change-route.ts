import type { FastifyInstance } from "fastify";
import { checkJourney } from "../definition/check-journey.js";
import { placeOf } from "../definition/problem.js";
import { Change } from "./change.js";
import { type ChangeParts, changeJourney } from "./change-journey.js";

/** `POST /operator/journeys`: publishes, pauses or resumes a journey. 409 where somebody else changed it first. */
export function changeRoute(parts: ChangeParts): (app: FastifyInstance) => void {
  return (app) => {
    app.post<{ Body: Change }>("/journeys", { schema: { body: Change } }, async ({ body }, reply) => {
      if (body.done === "published") {
        const [problem] = checkJourney(body.definition).problems;
        if (problem !== undefined)
          return reply.status(400).send({
            code: problem.code,
            message: `${placeOf(problem.path)}: ${problem.message}`,
          });
      }
      const result = await changeJourney(parts, body, "operator");
      return reply.status(result.stands ? 200 : 409).send(result);
    });
  };
}
