import type { Token } from "../sql/tokens.js";
import {
  codeOf,
  findOutside,
  isToken,
  nameOf,
  nextCode,
  parameterOf,
  textOf,
  tokensOf,
} from "../sql/tokens.js";
import { checksOf } from "./checks.js";
import { type FindView, inlined } from "./inline.js";
import { PINNED_SETTINGS } from "./settings.js";

/** A view, ready to be created. */
export interface View {
  /** Its database: `safar`, or `safar_internal` for views used only by others. */
  readonly database: string;
  readonly name: string;
  /** Names of its parameters; empty for a view that is read like a table. */
  readonly parameters: readonly string[];
  /** The comment that clients show: the question that the view answers, and how to call it. */
  readonly comment: string;
  /** The SELECT of its file, with calls of other views inlined. */
  readonly answer: string;
  /** The same with parameter checks (see `checks.ts`) and settings. */
  readonly select: string;
}

/** The text of a view's file, and the view's database. */
export interface ViewFile {
  readonly database: string;
  readonly name: string;
  readonly text: string;
}

/** Ends the comment of each of our views, to tell them from others. */
export const MADE_BY = "Made by safar migrate.";

/**
 * Reads the view files and inlines calls of views: the engine plans a view inside a view twice, and the views inside
 * that one four times, which took half of a figure's planning time.
 *
 * @returns each view after those it reads
 * @throws {Error} when a file contains something else, views read each other, or a call does not match its view
 */
export function readViews(files: readonly ViewFile[]): View[] {
  const parsed = new Map(files.map((file) => [file.name, parse(file)]));
  const views = new Map<string, View & { readonly body: readonly Token[] }>();
  const visiting = new Set<string>();
  const build: FindView = (name) => {
    const view = parsed.get(name);
    if (view === undefined || views.has(name)) return views.get(name);
    if (visiting.has(name)) throw new Error(`The view ${name} reads itself through others.`);
    visiting.add(name);
    const body = inlined(name, view.body, build);
    const parameters = [...new Set(body.map(parameterOf).filter((own) => own !== undefined))].sort();
    views.set(name, {
      database: view.database,
      name,
      parameters,
      comment: `${view.question} ${howToAsk(`${view.database}.${name}`, parameters)} ${MADE_BY}`,
      body,
      answer: textOf(body),
      select: withSettings(checked(textOf(body), parameters)),
    });
    return views.get(name);
  };
  for (const { name } of files) build(name);
  return [...views.values()].map(({ body: _, ...view }) => view);
}

/** A view's full name, such as `safar.orders`. */
export const nameOfView = ({ database, name }: Pick<View, "database" | "name">) => `${database}.${name}`;

/** The statement that creates a view. */
export function viewStatement({ database, name, comment, select }: View): string {
  return `CREATE OR REPLACE VIEW ${database}.${name} COMMENT '${comment.replaceAll(/[\\']/g, "\\$&")}' AS\n${select}`;
}

/** Parses a view file: the first line is the question, and its only statement creates the view with the file's name. */
function parse({ database, name, text }: ViewFile) {
  const [first = ""] = text.split(/^--\n/m, 1);
  const [question = ""] = first
    .replaceAll(/^-- |\n/gm, (mark) => (mark === "\n" ? " " : ""))
    .split(/(?<=\?)/, 1);
  const code = codeOf(tokensOf(text));
  let at = -1;
  for (const expected of ["CREATE", "OR", "REPLACE", "VIEW", undefined, "AS"]) {
    at = nextCode(code, at + 1);
    const fits = expected === undefined ? nameOf(code[at]) === name : isToken(code[at], expected);
    if (!fits) throw new Error(`${name}.sql must hold one statement, CREATE OR REPLACE VIEW ${name} AS …`);
  }
  const end = findOutside(code, (token) => isToken(token, ";"), at);
  if (nextCode(code, end + 1) < code.length) throw new Error(`${name}.sql holds more than one statement.`);
  return { database, question, body: codeOf(code.slice(at + 1, end)) };
}

function howToAsk(name: string, parameters: readonly string[]): string {
  if (parameters.length === 0) return `Ask: SELECT * FROM ${name}.`;
  return `Ask: SELECT * FROM ${name}(${parameters.map((own) => `${own} = '…'`).join(", ")}).`;
}

/** Adds the parameter checks to a SELECT; see `checks.ts`. */
function checked(select: string, parameters: readonly string[]): string {
  const condition = checksOf(parameters);
  return condition === undefined ? select : `SELECT *\nFROM\n(\n${select}\n)\nWHERE ${condition}`;
}

/**
 * Appends the settings of all views to a SELECT's own. After a UNION, settings would apply only to the last SELECT,
 * so a UNION is wrapped into one SELECT.
 */
function withSettings(select: string): string {
  const tokens = tokensOf(select);
  const isOutside = (...words: string[]) =>
    findOutside(tokens, (token) => words.some((word) => isToken(token, word))) < tokens.length;
  const pinned = Object.entries(PINNED_SETTINGS).map(([setting, value]) => `${setting} = ${value}`);
  const list = pinned.join(",\n    ");
  if (isOutside("UNION", "INTERSECT")) return `SELECT *\nFROM\n(\n${select}\n)\nSETTINGS\n    ${list}`;
  return `${select}${isOutside("SETTINGS") ? ",\n    " : "\nSETTINGS\n    "}${list}`;
}
