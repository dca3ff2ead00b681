import { expect } from "vitest";
import type { View } from "../../src/store/migrate/views/read-views.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { questionOf } from "../figures/view-questions.js";

/** The same view of a cluster, and of a server alone that was told the same. */
export interface Asked {
  readonly cluster: Pick<Warehouse, "query">;
  readonly single: Pick<Warehouse, "query">;
}

/** More rows than these are compared by a hash of them all. */
const ROWS_AT_MOST = 10_000;

/**
 * Expects a view of the cluster to have rows, those of the server alone.
 *
 * @param given values of the view's parameters
 * @param least rows that it must have
 */
export async function expectSameRows(
  view: View,
  { cluster, single }: Asked,
  given: Readonly<Record<string, string>> = {},
  least = 1,
): Promise<void> {
  const question = comparable(view, questionOf(view, given));
  const [{ n } = { n: 0 }] = await single.query<{ n: number }>(
    `SELECT toUInt32(count()) AS n FROM (${question})`,
  );
  expect(n).toBeGreaterThanOrEqual(least);
  if (view.name === "origins") return await expectAllOf(question, { cluster, single });
  const asked = n > ROWS_AT_MOST ? await digestOf(question, single) : question;
  const [expected, answer] = await Promise.all([single.query(asked), cluster.query(asked)]);
  expect(rounded(answer)).toEqual(rounded(expected));
}

/** Copies of an event stand in journey_events until they are merged, each where and when it was stored. */
function comparable({ name }: View, question: string): string {
  return name === "journey_events"
    ? `SELECT DISTINCT * EXCEPT (block, stored_at, version) FROM (${question}) ORDER BY ALL`
    : question;
}

/** Each shard has the parts of a visit that its own events make, and where each of these began: more than the visits'. */
async function expectAllOf(question: string, { cluster, single }: Asked): Promise<void> {
  const [expected, answer] = await Promise.all([single.query(question), cluster.query(question)]);
  const given = new Set(answer.map((row) => JSON.stringify(row)));
  expect(expected.filter((row) => !given.has(JSON.stringify(row)))).toEqual([]);
}

/** Means of Float64 depend in their last digit on the order in which they are added up. */
const rounded = (rows: unknown) =>
  JSON.parse(
    JSON.stringify(rows, (_, value) => (typeof value === "number" ? Number(value.toPrecision(12)) : value)),
  );

/** Counts and hashes the rows of a question, and adds up what is of floating point. */
async function digestOf(question: string, { query }: Pick<Warehouse, "query">): Promise<string> {
  const columns = await query<{ name: string; type: string }>(`DESCRIBE (${question})`);
  const isFloat = ({ type }: { type: string }) => /Float/.test(type);
  const exact = columns.filter((column) => !isFloat(column)).map(({ name }) => `\`${name}\``);
  const sums = columns.filter(isFloat).map(({ name }) => `, sum(\`${name}\`)`);
  return `SELECT count() AS n, sum(sipHash64(toString(tuple(${exact.join(", ")})))) AS hash${sums.join("")} FROM (${question})`;
}
