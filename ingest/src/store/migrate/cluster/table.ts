import {
  codeOf,
  findOutside,
  isToken,
  nameOf,
  nextCode,
  splitAt,
  type Token,
  textOf,
} from "../sql/tokens.js";

const MERGE_TREES = ["ReplacingMergeTree", "AggregatingMergeTree", "MergeTree"];

/**
 * The replicated form of a table definition. The server settings `default_replica_path` and `default_replica_name`
 * let replicas find each other.
 *
 * @param definition everything after the table's name: columns, engine and the rest
 * @throws {Error} when its engine can't be replicated
 */
export function replicatedDefinition(definition: readonly Token[]): string {
  const engine = nextCode(definition, clause(definition, ["ENGINE", "="]));
  const name = nameOf(definition[engine]);
  if (name === undefined || !MERGE_TREES.includes(name)) {
    throw new Error(
      `Only tables of the MergeTree family can be replicated: ${textOf(definition).slice(-200)}`,
    );
  }
  return textOf(definition.with(engine, { kind: "word", text: `Replicated${name}` }));
}

/**
 * The engine of the distributed table, which spreads rows over the shards by a hash of the sorting key. Computed
 * columns in the key are computed here too.
 *
 * @throws {Error} when the table has no ORDER BY
 */
export function distributedTable(
  definition: readonly Token[],
  to: { readonly cluster: string; readonly database: string; readonly table: string },
): string {
  const from = nextCode(definition, clause(definition, ["ORDER", "BY"]));
  if (from >= definition.length) throw new Error("A table without ORDER BY can't be spread over shards.");
  const isList = isToken(definition[from], "(");
  const end = isList ? findOutside(definition, (token) => isToken(token, ")"), from + 1) : from + 1;
  const columns = splitAt(definition.slice(isList ? from + 1 : from, end), ",").map(codeOf);
  const computed = computedColumns(definition);
  const terms = columns.map((column) => computed.get(nameOf(column[0]) ?? "") ?? textOf(column));
  return `Distributed(${to.cluster}, ${to.database}, ${to.table}, sipHash64(${terms.join(", ")}))`;
}

/** The position after a clause's keywords, outside all brackets. */
function clause(definition: readonly Token[], words: readonly string[]): number {
  const start = findOutside(definition, (_, at) => {
    let next = at;
    return words.every((word) => {
      const found = isToken(definition[next], word);
      next = nextCode(definition, next + 1);
      return found;
    });
  });
  let behind = start;
  for (const _ of words) behind = nextCode(definition, behind + 1);
  return behind;
}

/** The expressions of MATERIALIZED columns, by name. */
function computedColumns(definition: readonly Token[]): Map<string, string> {
  const close = findOutside(definition, (token) => isToken(token, ")"), 1);
  const computed = new Map<string, string>();
  for (const part of splitAt(definition.slice(1, close), ",")) {
    const column = codeOf(part);
    const word = findOutside(column, (token) => isToken(token, "MATERIALIZED"));
    const end = findOutside(
      column,
      (token) => isToken(token, "CODEC") || isToken(token, "COMMENT"),
      word + 1,
    );
    if (word < column.length) computed.set(nameOf(column[0])!, textOf(codeOf(column.slice(word + 1, end))));
  }
  return computed;
}
