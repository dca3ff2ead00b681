import { PERSONAL_PARAMS } from "@safar/schemas/dashboard";
import { type TSchema, Type } from "typebox";
import { DATABASE, INTERNAL_DATABASE } from "../../store/warehouse/statements.js";
import { PARAMS, type ParamName } from "./params.js";

/** How a column travels: a count or a rate as a JSON number, money as the decimal text it is, text as text, a list as its JSON. */
export type Column = "number" | "money" | "text" | "truth" | "json";

/** One thing that the page can ask: one view, with its columns named. */
export interface Question {
  /** A view or a table of the database. */
  readonly view: string;
  /** Whether the view is one that analysts need not see. */
  readonly isInternal?: boolean;
  /** A table whose rows replace each other is read by its latest ones. */
  readonly isFinal?: boolean;
  /** Parameters of the view itself. */
  readonly given: readonly ParamName[];
  /** Further parameters, which `where` names, as in `v.currency = {currency:String}`. */
  readonly also?: readonly ParamName[];
  readonly where?: string;
  readonly columns: Readonly<Record<string, Column>>;
  readonly orderBy?: string;
  /** A column of source ids: rows stand in the order in which the sources were made, as far as that is known. */
  readonly madeOrderOf?: string;
  /** Whether it is asked for so many rows, and no more. */
  readonly isLong?: boolean;
}

/** Runs one SELECT with its parameters; ended when the one who asked has left. */
export type Read = <Row>(select: string, params: Record<string, unknown>) => Promise<Row[]>;

/** One thing that the page can ask whose answer is put together out of several SELECTs. */
export interface ComposedQuestion {
  readonly params: readonly ParamName[];
  rows(read: Read, params: Readonly<Record<string, string>>): Promise<readonly object[]>;
}

/** Whether a question names a person, and so travels in the body of a POST: see {@link PERSONAL_PARAMS}. */
export function isPersonal(names: readonly ParamName[]): boolean {
  return PERSONAL_PARAMS.some((name) => names.includes(name));
}

/** The schema of what a question is asked with: its address, `?source=shop&since=…`, or its body. */
export function askedSchema(names: readonly ParamName[]) {
  return Type.Object(
    Object.fromEntries(names.map((name): [string, TSchema] => [name, PARAMS[name].schema])),
    {
      additionalProperties: false,
    },
  );
}

/** Every parameter that a question takes. */
export function paramsOf({ given, also = [], isLong }: Question): ParamName[] {
  return [...given, ...also, ...(isLong ? (["rows"] as const) : [])];
}

/**
 * The one SELECT of a question. All of it is written here; what a reader chooses comes in as parameters. Columns are
 * cast under their own names, so `where` and `orderBy` name the view's as `v.…`.
 */
export function selectOf(question: Question): string {
  const { view, isInternal, isFinal, given, where, columns, orderBy, isLong } = question;
  const database = isInternal ? INTERNAL_DATABASE : DATABASE;
  const list = Object.entries(columns).map(([name, column]) => `${CAST[column]}(v.${name}) AS ${name}`);
  const args = given.map((name) => `${name} = {${name}:${PARAMS[name].type}}`).join(", ");
  return [
    `SELECT ${list.join(", ")} FROM ${database}.${view}${given.length > 0 ? `(${args})` : ""} AS v${isFinal ? " FINAL" : ""}`,
    where && `WHERE ${where}`,
    orderBy && `ORDER BY ${orderBy}`,
    isLong && "LIMIT {rows:UInt32}",
  ]
    .filter(Boolean)
    .join(" ");
}

const CAST = {
  number: "toFloat64",
  money: "toString",
  text: "toString",
  truth: "toBool",
  json: "toJSONString",
} as const;
