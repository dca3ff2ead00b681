import type { ClickHouseClient } from "@clickhouse/client";
import { exception, type QueryException } from "./exception.js";
import { guardWords } from "./guard-words.js";
import type { Question } from "./request.js";
import { ask, literal } from "./session.js";
import { callsUnknownFunction, guardStatement, type Surroundings } from "./statement-guard.js";

/**
 * Has the engine read a statement, twice over, and judges what it read. Nothing of it runs.
 *
 * @param session prepared as the one that shall run the statement, but without the client's settings
 * @returns the format that a FORMAT clause asks for
 * @throws {QueryException} when it is not SQL, not one statement, or not open to analysts
 */
export async function judge(
  session: ClickHouseClient,
  { statement, database: starting }: Question,
  surroundings: Omit<Surroundings, "views">,
): Promise<string | undefined> {
  // The first of the two takes the statement as a string, so that it proves it is one statement alone
  // before any part of it stands in a statement of ours.
  const rendered = await ask(session, `SELECT formatQuerySingleLine(${literal(statement)})`, "TSVRaw").catch(
    (error: QueryException) => {
      throw withoutOurPart(error);
    },
  );
  const formatted = rendered.body.toString();
  guardWords(formatted);
  const tree = (await ask(session, `EXPLAIN AST ${statement}`, "TSVRaw")).body.toString();
  const views = callsUnknownFunction(tree) ? await viewsOf(session, starting) : [];
  return guardStatement({ formatted, tree }, { ...surroundings, views: new Set(views) });
}

async function viewsOf(session: ClickHouseClient, database: string): Promise<string[]> {
  const select = `SELECT name FROM system.tables WHERE database = ${literal(database)} AND engine = 'View'`;
  return (await ask(session, select, "TSVRaw")).body.toString().split("\n");
}

function withoutOurPart(error: QueryException): QueryException {
  const at = error.message.lastIndexOf(": In scope SELECT formatQuerySingleLine(");
  if (at < 0) return error;
  error.message = error.message.slice(0, at).trimEnd();
  return error;
}

/** What a ClickHouse server says of a setting that this interface does not take. */
export async function refusedSetting(session: ClickHouseClient, name: string): Promise<QueryException> {
  const known = await ask(
    session,
    `SELECT 1 FROM system.settings WHERE name = ${literal(name)}`,
    "TabSeparated",
  );
  if (known.body.length > 0) {
    return exception(
      "READONLY",
      `Cannot modify '${name}' setting in readonly mode. Leave it out of the request`,
    );
  }
  return exception(
    "UNKNOWN_SETTING",
    `Setting ${name} is neither a builtin setting nor a parameter of this interface`,
  );
}
