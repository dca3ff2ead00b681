import {
  isToken,
  nameOf,
  nextCode,
  type Token,
  textOf,
  tokensOf,
} from "../../src/store/migrate/sql/tokens.js";

/**
 * What a statement says to one server that has neither a DDL queue nor replicas: without ON CLUSTER, and with an
 * engine that is not replicated.
 */
export function singleServerStatement(statement: string): { statement: string; onCluster: boolean } {
  if (!/\bON CLUSTER\b|\bReplicated/.test(statement)) return { statement, onCluster: false };
  const tokens = tokensOf(statement);
  const kept: Token[] = [];
  let onCluster = false;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const next = nextCode(tokens, at + 1);
    if (isToken(token, "ON") && isToken(tokens[next], "CLUSTER")) {
      onCluster = true;
      at = nextCode(tokens, next + 1);
      continue;
    }
    const [, engine] = /^Replicated(\w*MergeTree)$/.exec(nameOf(token) ?? "") ?? [];
    if (engine === undefined) {
      kept.push(token);
      continue;
    }
    kept.push({ kind: "word", text: engine });
    // The path and the name of a replica, where they are given.
    if (isToken(tokens[next], "(") && tokens[next + 1]?.kind === "string")
      at = tokens.findIndex((other, place) => place > next && isToken(other, ")"));
  }
  return { statement: textOf(kept), onCluster };
}
