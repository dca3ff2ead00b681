import type { ClickHouseClient } from "@clickhouse/client";
import type { Question } from "./request.js";
import { ask, literal } from "./session.js";

/**
 * Puts settings, parameters and the database in force, and closes the session for writing.
 *
 * @throws {QueryException} when a setting's value is none
 */
export async function prepareSession(
  session: ClickHouseClient,
  { parameters, database }: Question,
  settings: ReadonlyMap<string, string>,
): Promise<void> {
  const changes = [...settings].map(([name, value]) => `${name} = ${literal(value)}`);
  const steps = [
    `USE \`${database}\``,
    `SET ${changes.join(", ")}`,
    ...[...parameters].map(([name, value]) => `SET param_${name} = ${literal(value)}`),
    "SET readonly = 1",
  ];
  await ask(session, steps.join("; "), "Null");
}
