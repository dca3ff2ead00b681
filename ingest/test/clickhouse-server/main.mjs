// ClickHouse's HTTP interface over the embedded engine, writes included: what the collector's interface for
// analysts is made of, without its guard. For tests: it listens on 127.0.0.1 alone.
// Arguments: folder, port (0 for a free one), password.
import Fastify from "fastify";
import { answer } from "../../dist/query/answer.js";
import { authenticate } from "../../dist/query/credentials.js";
import { readEngine } from "../../dist/query/engine.js";
import { exception, QueryException } from "../../dist/query/exception.js";
import { readQuestion } from "../../dist/query/request.js";
import { ask, inSession, literal } from "../../dist/query/session.js";
import { openChdbWarehouse } from "../../dist/warehouse/chdb.js";

const MAX_BYTES = 256 * 1024 ** 2;
const [folder, port, password] = process.argv.slice(2);
const { openSession } = await openChdbWarehouse(folder);
const engine = await readEngine(openSession);

const app = Fastify({ bodyLimit: MAX_BYTES, http: { maxHeaderSize: 1024 ** 2 } });
app.removeAllContentTypeParsers();
app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
app.get("/ping", async () => "Ok.\n");
app.route({
  method: ["GET", "POST"],
  url: "/",
  async handler(request, reply) {
    const params = new URLSearchParams(request.url.split("?").slice(1).join("?"));
    authenticate(request.headers, params, { user: "default", password });
    const body = Buffer.isBuffer(request.body) ? request.body : undefined;
    const question = await readQuestion(
      { headers: request.headers, params, body },
      { database: "safar", maxQueryBytes: MAX_BYTES },
    );
    const result = await inSession(openSession, async (session) => {
      const steps = [...question.parameters].map(([name, value]) => `SET param_${name} = ${literal(value)}`);
      // A client that names no database makes the first one.
      if (params.get("database") !== null) steps.unshift(`USE \`${question.database}\``);
      if (steps.length > 0) await ask(session, steps.join("; "), "Null");
      return await ask(session, question.statement, question.defaultFormat);
    });
    reply.header("x-clickhouse-query-id", question.queryId);
    return answer(reply, request.headers, question, { ...result, format: question.defaultFormat }, engine);
  },
});
app.setErrorHandler((error, _request, reply) => {
  const known = error instanceof QueryException ? error : exception("UNKNOWN_EXCEPTION", error.message);
  return reply
    .status(known.status)
    .headers({ "x-clickhouse-exception-code": known.code })
    .type("text/plain; charset=UTF-8")
    .send(known.toText(engine.version));
});
process.once("SIGTERM", () => app.close().then(() => process.exit(0)));
console.log(await app.listen({ host: "127.0.0.1", port: Number(port) }));
