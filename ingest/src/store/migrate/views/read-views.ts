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

/** A view, ready to be made. */
export interface View {
  /** Where it is made: `safar`, or `safar_internal` for what others are made of. */
  readonly database: string;
  readonly name: string;
  /** What its parameters are called; none for a view that is read like a table. */
  readonly parameters: readonly string[];
  /** What clients show beside its name: the question that it answers, and how to ask it. */
  readonly comment: string;
  /** What its file selects, with the text of other views in place of their calls. */
  readonly answer: string;
  /** The same behind the checks of what is asked (see `checks.ts`), and with its settings. */
  readonly select: string;
}

/** The text of a view's file, and where the view is to be made. */
export interface ViewFile {
  readonly database: string;
  readonly name: string;
  readonly text: string;
}

/** Ends the comment of each view of ours, so that those of others are known from them. */
export const MADE_BY = "Made by safar migrate.";

/**
 * Reads the files of views. The text of a view stands in place of each call of it: the engine plans a view inside a
 * view twice, and so four times what that one calls, which took half of the time that a figure takes to be planned.
 *
 * @returns each behind those it reads
 * @throws {Error} when a file holds something else, views read each other, or a call does not fit the view it calls
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

/** A view's whole name, such as `safar.orders`. */
export const nameOfView = ({ database, name }: Pick<View, "database" | "name">) => `${database}.${name}`;

/** The statement that makes a view. */
export function viewStatement({ database, name, comment, select }: View): string {
  return `CREATE OR REPLACE VIEW ${database}.${name} COMMENT '${comment.replaceAll(/[\\']/g, "\\$&")}' AS\n${select}`;
}

/** A file of a view: its first line is the question, and its one statement makes the view that it is named for. */
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

/** A SELECT that refuses to be asked for nonsense: see `checks.ts`. */
function checked(select: string, parameters: readonly string[]): string {
  const condition = checksOf(parameters);
  return condition === undefined ? select : `SELECT *\nFROM\n(\n${select}\n)\nWHERE ${condition}`;
}

/**
 * A SELECT with the settings of all views behind its own. Settings behind several SELECTs with UNION between them would
 * be those of the last alone, so these become one.
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
