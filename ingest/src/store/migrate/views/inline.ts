import { DATABASE } from "../../warehouse/statements.js";
import type { Token } from "../sql/tokens.js";
import {
  codeOf,
  findOutside,
  isToken,
  nameOf,
  nextCode,
  parameterOf,
  splitAt,
  textOf,
} from "../sql/tokens.js";

/** Finds a view by its name; undefined when it is not a view, such as a table function. */
export type FindView = (
  name: string,
) => { readonly database: string; readonly body: readonly Token[] } | undefined;

/**
 * Replaces each view call in a SELECT, such as `safar.orders(source = 'shop', since = {since:String})`, by the view's
 * text, whatever its database.
 *
 * @throws {Error} when a call misses a parameter of the view, passes an unknown one, or calls something that is not a
 *   view
 */
export function inlined(caller: string, select: readonly Token[], find: FindView): Token[] {
  const result: Token[] = [];
  for (let at = 0; at < select.length; ) {
    const call = callAt(select, at);
    if (call?.list === undefined) {
      // A view that is read like a table must exist first.
      const read = call && find(call.name);
      if (read && read.database !== DATABASE)
        throw new Error(
          `${caller} reads ${call.name} like a table, and it is not in the database ${DATABASE}.`,
        );
      result.push(select[at++]!);
      continue;
    }
    const called = find(call.name);
    if (called === undefined) throw new Error(`${caller} calls ${call.name}, which is no view.`);
    const where = `${caller} calls ${call.name}`;
    const given = argumentsOf(where, call.list);
    const has = new Set(called.body.map(parameterOf).filter((name) => name !== undefined));
    for (const name of has) if (!given.has(name)) throw new Error(`${where} without its parameter ${name}.`);
    for (const name of given.keys())
      if (!has.has(name)) throw new Error(`${where} with ${name}, which is no parameter of it.`);
    result.push(
      { kind: "mark", text: "(" },
      { kind: "space", text: "\n" },
      ...called.body.flatMap((token) => given.get(parameterOf(token) ?? "") ?? [token]),
      { kind: "mark", text: ")" },
    );
    at = call.end;
  }
  return result;
}

/** What is read at this token: its name, the argument list without brackets, and the index after it. */
function callAt(
  tokens: readonly Token[],
  at: number,
): { name: string; list?: readonly Token[]; end: number } | undefined {
  if (nameOf(tokens[at]) !== DATABASE) return undefined;
  const dot = nextCode(tokens, at + 1);
  const named = nextCode(tokens, dot + 1);
  const open = nextCode(tokens, named + 1);
  const name = nameOf(tokens[named]);
  if (!isToken(tokens[dot], ".") || name === undefined) return undefined;
  if (!isToken(tokens[open], "(")) return { name, end: named + 1 };
  const close = findOutside(tokens, (token) => isToken(token, ")"), open + 1);
  return { name, list: tokens.slice(open + 1, close), end: close + 1 };
}

/** The arguments of a call by parameter. */
function argumentsOf(where: string, list: readonly Token[]): Map<string, Token[]> {
  const given = new Map<string, Token[]>();
  for (const part of splitAt(list, ",")) {
    const code = codeOf(part);
    const equals = nextCode(code, 1);
    const name = nameOf(code[0]);
    const value = code.slice(nextCode(code, equals + 1));
    if (name === undefined || !isToken(code[equals], "=") || value.length === 0 || given.has(name))
      throw new Error(`${where} with an argument that can't be read: ${textOf(code)}`);
    given.set(name, value);
  }
  return given;
}
