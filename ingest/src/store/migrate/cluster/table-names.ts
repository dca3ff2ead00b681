import { isToken, nameOf, nextCode, type Token, textOf } from "../sql/tokens.js";

const BEFORE_A_TABLE = ["FROM", "JOIN", "TO", "INTO"];

/**
 * Renames the tables that a statement reads from and writes to. Names with a database (such as system.parts),
 * functions and names of WITH clauses are kept.
 */
export function renamedTables(statement: readonly Token[], rename: (table: string) => string): string {
  const named = new Set(statement.filter((_, at) => namesSubquery(statement, at)).map(nameOf));
  const isTarget = (at: number) => {
    const name = nameOf(statement[at]);
    const behind = statement[nextCode(statement, at + 1)];
    return (
      name !== undefined &&
      !named.has(name) &&
      !isToken(behind, ".") &&
      (!isToken(behind, "(") || isInto(statement, at))
    );
  };
  const result: Token[] = [];
  let isTable = false;
  for (const [at, token] of statement.entries()) {
    result.push(isTable && isTarget(at) ? { kind: "word", text: rename(nameOf(token)!) } : token);
    if (token.kind !== "space" && token.kind !== "comment")
      isTable = BEFORE_A_TABLE.some((word) => isToken(token, word));
  }
  return textOf(result);
}

/** A list after the table of an INSERT contains columns. */
function isInto(tokens: readonly Token[], at: number): boolean {
  const before = tokens.slice(0, at).findLast(({ kind }) => kind !== "space" && kind !== "comment");
  return isToken(before, "INTO");
}

/** Matches `name AS (`, a name of a WITH clause. */
function namesSubquery(tokens: readonly Token[], at: number): boolean {
  const as = nextCode(tokens, at + 1);
  return (
    nameOf(tokens[at]) !== undefined &&
    isToken(tokens[as], "AS") &&
    isToken(tokens[nextCode(tokens, as + 1)], "(")
  );
}
