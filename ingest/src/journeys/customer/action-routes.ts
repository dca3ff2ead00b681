import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Static, Type } from "typebox";
import { keepSignedIn, mustBeOwnPage, mustBeSignedIn } from "../../ask/dashboard/guard.js";
import { PARAMS } from "../../ask/dashboard/params.js";
import {
  DASHBOARD_REFUSALS,
  DashboardRefusal,
  type DashboardRefusalCode,
} from "../../ask/dashboard/refusals.js";
import type { ActionParts } from "../../ask/dashboard/routes.js";
import { jsonLine } from "../../output/terminal/print.js";
import { type Erasures, idDigest } from "../../people/erasures.js";
import { doubtfulLinks } from "../../people/follow-links.js";
import type { ForgetRequest } from "../../people/forget.js";
import { findPerson } from "../../people/person.js";
import { personRows } from "../../people/person-rows.js";
import { appendAudit } from "../../sources/audit-log.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { Erased } from "./erase-customer.js";

/** What the operator's doings with a customer's data need beside the dashboard's own parts. */
export interface CustomerActions {
  /** ClickHouse as the dashboard's reader. */
  readonly warehouse: Pick<Warehouse, "query">;
  readonly auditLog: string;
  readonly erasures: Pick<Erasures, "salts">;
  /** Erases, or tries to, and tells the log of changes who did. */
  erase(request: ForgetRequest, who: string): Promise<Erased>;
}

const OfOne = Type.Object(
  {
    source: PARAMS.source.schema,
    id: PARAMS.customer.schema,
    as: Type.Union([Type.Literal("user"), Type.Literal("guest")]),
    links: Type.Optional(Type.Union([Type.Literal("all"), Type.Literal("trusted")])),
  },
  { additionalProperties: false },
);
type OfOne = Static<typeof OfOne>;

const BODY_LIMIT = 8_192;
const WHO = "operator on the dashboard";

const CODES: Readonly<Record<string, DashboardRefusalCode>> = {
  choose_links: "choose_links",
  nothing_stored: "nothing_stored",
  busy: "erasing_another",
};

/**
 * What the operator does with the data of a customer: `POST /dashboard/customers/look` says what is stored and which
 * links lead to it, `forget` erases it, `export` hands it out. Each but the look stands in the log of changes.
 */
export function customerActions({ warehouse, auditLog, erasures, erase }: CustomerActions) {
  return async (app: FastifyInstance, { sessions }: ActionParts): Promise<void> => {
    app.addHook("onRequest", mustBeOwnPage);
    app.addHook("onRequest", mustBeSignedIn(sessions, "operator"));
    app.addHook("onSend", keepSignedIn(sessions));
    const post = (name: string, answer: (body: OfOne, reply: FastifyReply) => Promise<unknown>) =>
      app.post(
        `/dashboard/customers/${name}`,
        { schema: { body: OfOne }, bodyLimit: BODY_LIMIT },
        async (request: FastifyRequest, reply) => {
          reply.header("cache-control", "private, no-store");
          return await answer(request.body as OfOne, reply);
        },
      );

    const eraseOr = async (request: ForgetRequest, reply: FastifyReply) => {
      const erased = await erase(request, WHO);
      if (erased.isDone) return erased.erasure;
      const code = CODES[erased.code] ?? "not_erased";
      const { status, message } = DASHBOARD_REFUSALS[code];
      return reply.status(status).send({ success: false, code, message, detail: erased.message });
    };
    post("look", (body, reply) => eraseOr({ ...body, dryRun: true }, reply));
    post("forget", (body, reply) => eraseOr({ ...body, dryRun: false }, reply));

    post("export", async ({ source, id, as, links }, reply) => {
      const persons = await findPerson(warehouse, id, [source], { links, as });
      if (links === undefined && doubtfulLinks(persons.flatMap((person) => person.links)).length > 0)
        throw new DashboardRefusal("choose_links");
      const rows = personRows(warehouse, persons);
      const first = await rows.next();
      if (first.done) throw new DashboardRefusal("nothing_stored");
      await appendAudit(auditLog, {
        ...{ who: WHO, what: "customer exported", source },
        to: { idHash: idDigest(erasures.salts[0], id), ...(links ? { links } : {}) },
      });
      return reply
        .type("application/x-ndjson")
        .header("content-disposition", 'attachment; filename="safar-customer.jsonl"')
        .send(Readable.from(linesOf(first.value, rows)));
    });
  };
}

async function* linesOf(first: object, rows: AsyncIterable<object>): AsyncGenerator<string> {
  yield `${jsonLine(first)}\n`;
  for await (const row of rows) yield `${jsonLine(row)}\n`;
}
