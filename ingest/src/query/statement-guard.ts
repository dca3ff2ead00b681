import { exception } from "./exception.js";
import { guardShow, guardWords } from "./guard-words.js";
import { isOpenFunction, isOpenIdentifier, isOpenTable } from "./readable.js";
import { denied } from "./refusal.js";
import type { SqlToken } from "./sql-tokens.js";
import { readSyntaxTree, type SyntaxNode } from "./syntax-tree.js";

/** A statement as the engine itself understood it. */
export interface ParsedStatement {
  /** The engine's one-line rendering (`formatQuerySingleLine`): one statement, no comments. */
  readonly formatted: string;
  /** The engine's syntax tree (`EXPLAIN AST`), with the values of identifier parameters in place. */
  readonly tree: string;
}

/** What a statement may name besides what is open to all. */
export interface Surroundings {
  /** The shop's database. */
  readonly database: string;
  /** Views of the starting database, which are called like functions when they have parameters. */
  readonly views: ReadonlySet<string>;
  /** The engine's functions that are not open, in lower case. */
  readonly closedFunctions: ReadonlySet<string>;
}

/**
 * Refuses what analysts may not run.
 *
 * It judges the engine's own reading of the statement, so spelling, quoting and comments hide nothing from
 * it, and it knows only what is open: statements, syntax, functions and tables that are on no list are
 * refused. The session is read-only besides (see `run.ts`); this covers what read-only leaves open.
 *
 * @returns the format that a FORMAT clause asks for
 * @throws {QueryException} READONLY for writes, ACCESS_DENIED for the rest
 */
export function guardStatement(
  { formatted, tree }: ParsedStatement,
  surroundings: Surroundings,
): string | undefined {
  const tokens = guardWords(formatted);
  const nodes = readSyntaxTree(tree);
  if (!nodes) throw denied("This statement can't be checked");
  guardSettings(nodes, tokens);
  guardKind(nodes, tokens);
  for (const node of nodes) guardNode(node, surroundings);
  guardAppliedFunctions(nodes, tokens);
  return formatClause(nodes, tokens);
}

/** Statements by the root of their tree, and how each is checked further. */
const READING = new Set(["SelectWithUnionQuery", "SelectIntersectExceptQuery", "SelectQuery"]);
const SHOWING =
  /^(?:ShowTables|ShowColumns|ShowIndexes|ShowFunctions|ShowCreate(?:Table|View|Database)Query|Exists(?:Table|View|Database)Query|ShowEngineQuery|ShowEnginesQuery|ShowSetting)$/;
const EXPLAINED = new Set([
  "EXPLAIN",
  "EXPLAIN AST",
  "EXPLAIN SYNTAX",
  "EXPLAIN QUERY TREE",
  "EXPLAIN PIPELINE",
  "EXPLAIN ESTIMATE",
]);

function guardKind([root, ...below]: readonly SyntaxNode[], tokens: readonly SqlToken[]): void {
  const { kind = "", name = "" } = root ?? {};
  if (READING.has(kind) || kind === "DescribeQuery") return;
  if (SHOWING.test(kind)) {
    guardShow(tokens);
    return;
  }
  const explained = below.some((node) => node.depth === 1 && READING.has(node.kind));
  if (kind === "Explain" && EXPLAINED.has(name) && explained) return;
  throw denied("This statement is not open to analysts");
}

/** Syntax that only reads, and whose parts all stand in the tree. */
const OPEN_SYNTAX = new Set(
  `SelectWithUnionQuery SelectIntersectExceptQuery SelectQuery Subquery WithElement ExpressionList Literal
   Asterisk QualifiedAsterisk ColumnsRegexpMatcher ColumnsListMatcher QualifiedColumnsRegexpMatcher
   QualifiedColumnsListMatcher ColumnsTransformerList ColumnsApplyTransformer ColumnsExceptTransformer
   ColumnsReplaceTransformer ColumnsReplaceTransformer::Replacement TablesInSelectQuery
   TablesInSelectQueryElement TableExpression TableJoin ArrayJoin SampleRatio OrderByElement
   InterpolateElement WindowDefinition WindowListElement Set Explain DescribeQuery`.split(/\s+/),
);

function guardNode({ kind, name }: SyntaxNode, surroundings: Surroundings): void {
  if (kind === "Function") {
    const called = nameOfFunction(name);
    if (isOpenFunction(called) || isView(called, surroundings)) return;
    throw denied(`The function ${called} is not open to analysts`);
  }
  if (kind === "Identifier" && surroundings.closedFunctions.has(name.toLowerCase())) {
    // A function's name alone is a function too, as in arrayMap(file, paths).
    throw denied(
      `${name} is the name of a function that is not open to analysts; as a column write it with its table, t.${name}`,
    );
  }
  if (kind === "Identifier" && isOpenIdentifier(name, surroundings)) return;
  if (kind === "TableIdentifier" && isOpenTable(name, surroundings)) return;
  if (kind === "Identifier" || kind === "TableIdentifier") throw denied(`${name} is not open to analysts`);
  if (!OPEN_SYNTAX.has(kind) && !SHOWING.test(kind)) throw denied("This syntax is not open to analysts");
}

/** Of a view with its database: no function's own name has a dot. */
function isView(called: string, { database, views }: Surroundings): boolean {
  return called.startsWith(`${database}.`) || views.has(called);
}

function nameOfFunction(name: string): string {
  return name.split(" ", 1)[0] ?? "";
}

/** True when a tree calls something that only the views of the starting database can explain. */
export function callsUnknownFunction(tree: string): boolean {
  return (readSyntaxTree(tree) ?? []).some(
    ({ kind, name }) => kind === "Function" && !name.includes(".") && !isOpenFunction(nameOfFunction(name)),
  );
}

/** The one way to a function that the tree leaves out: `* APPLY f`. Only plain open names may stand there. */
function guardAppliedFunctions(nodes: readonly SyntaxNode[], tokens: readonly SqlToken[]): void {
  const applied = nodes.filter(({ kind }) => kind === "ColumnsApplyTransformer").length;
  if (applied === 0) return;
  const names = tokens.flatMap(({ kind, text }, at) =>
    kind === "word" && text === "APPLY" ? [tokens[at + 1]] : [],
  );
  const open = names.filter((token) => token?.kind === "word" && isOpenFunction(token.text));
  if (open.length !== applied || names.length !== applied) {
    throw denied("APPLY takes the name of an open function here, without a lambda");
  }
}

/** The engine checks only the outermost SETTINGS against read-only mode; those of a subquery go through. */
function guardSettings(nodes: readonly SyntaxNode[], tokens: readonly SqlToken[]): void {
  const inTree = nodes.some(
    ({ kind, depth }) => kind === "Set" && !(depth === 1 && nodes[0]?.kind === "Explain"),
  );
  const inText = tokens.some(
    ({ kind, text }, at) => kind === "word" && text === "SETTINGS" && tokens[at + 2]?.text === "=",
  );
  if (inTree || inText) {
    throw exception(
      "READONLY",
      "Cannot modify settings in a statement in readonly mode. Send them with the request, as in ?join_use_nulls=1",
    );
  }
}

/** The name behind FORMAT, which ends the statement or stands before its SETTINGS. */
function formatClause(nodes: readonly SyntaxNode[], tokens: readonly SqlToken[]): string | undefined {
  const named = new Set(
    nodes.filter(({ depth, kind }) => depth === 1 && kind === "Identifier").map(({ name }) => name),
  );
  const at = tokens.findLastIndex(({ kind, text }) => kind === "word" && text === "FORMAT");
  const format = tokens[at + 1]?.text;
  return at > 0 && format !== undefined && named.has(format) ? format : undefined;
}
