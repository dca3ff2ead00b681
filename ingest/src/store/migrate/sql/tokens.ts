/** A piece of SQL text. Put together again, the texts of all tokens are the text they came from. */
export interface Token {
  readonly kind: "space" | "comment" | "string" | "quoted" | "number" | "word" | "parameter" | "mark";
  readonly text: string;
}

/** Whether the token is this keyword, in any case, or this mark. */
export function isToken(token: Token | undefined, text: string): boolean {
  return token?.kind === "mark" ? token.text === text : token?.kind === "word" && upper(token) === text;
}

/** The name that a word or a quoted identifier spells; undefined for any other token. */
export function nameOf(token: Token | undefined): string | undefined {
  if (token?.kind === "word") return token.text;
  return token?.kind === "quoted" ? token.text.slice(1, -1).replaceAll(/\\(.)/gs, "$1") : undefined;
}

/** The name of a parameter: `since` of `{since:String}`; undefined for any other token. */
export function parameterOf(token: Token): string | undefined {
  return token.kind === "parameter" ? /\w+/.exec(token.text)?.[0] : undefined;
}

/** A parameter is one token; any other braces are marks, such as those of a map. */
const LEXEMES: readonly [Token["kind"], RegExp][] = [
  ["space", /\s+/y],
  ["comment", /--[^\n]*|\/\*[\s\S]*?\*\//y],
  ["string", /'(?:[^'\\]|\\[\s\S]|'')*'/y],
  ["quoted", /`(?:[^`\\]|\\[\s\S])*`|"(?:[^"\\]|\\[\s\S])*"/y],
  ["parameter", /\{\s*\w+\s*:[^{}]+\}/y],
  ["number", /\d[\w.]*/y],
  ["word", /[A-Za-z_]\w*/y],
  ["mark", /[^\s\w'"`]/y],
];

/**
 * Takes SQL apart, as ClickHouse's lexer does.
 *
 * @throws {Error} at a text or a quoted name that has no end
 */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < sql.length; ) {
    const token = lexeme(sql, at);
    if (token === undefined) throw new Error(`SQL that can't be read: ${sql.slice(at, at + 80)}`);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function lexeme(sql: string, at: number): Token | undefined {
  for (const [kind, pattern] of LEXEMES) {
    pattern.lastIndex = at;
    const text = pattern.exec(sql)?.[0];
    if (text !== undefined) return { kind, text };
  }
  return undefined;
}

export function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join("");
}

/** All but comments and the space around the whole. */
export function codeOf(tokens: readonly Token[]): Token[] {
  const code = tokens.filter(({ kind }) => kind !== "comment");
  const from = code.findIndex(({ kind }) => kind !== "space");
  return from === -1 ? [] : code.slice(from, code.findLastIndex(({ kind }) => kind !== "space") + 1);
}

/** The place of the next token that is no space and no comment, from `at` on. */
export function nextCode(tokens: readonly Token[], at: number): number {
  let next = at;
  while (tokens[next]?.kind === "space" || tokens[next]?.kind === "comment") next++;
  return next;
}

const DEPTH: Readonly<Record<string, number>> = { "(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1 };

/** The place of the first token outside all brackets, from `from` on, that passes; the number of tokens when none does. */
export function findOutside(
  tokens: readonly Token[],
  passes: (token: Token, at: number) => boolean,
  from = 0,
): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (depth === 0 && passes(token, at)) return at;
    if (token.kind === "mark") depth += DEPTH[token.text] ?? 0;
  }
  return tokens.length;
}

/** Parts them at each such mark that stands outside all brackets. */
export function splitAt(tokens: readonly Token[], mark: string): Token[][] {
  const parts: Token[][] = [];
  for (let from = 0; from <= tokens.length; ) {
    const to = findOutside(tokens, (token) => isToken(token, mark), from);
    parts.push(tokens.slice(from, to));
    from = to + 1;
  }
  return parts;
}

function upper({ text }: Token): string {
  return text.toUpperCase();
}
