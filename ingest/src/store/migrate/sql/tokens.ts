/** A piece of SQL text. The texts of all tokens joined give the original text. */
export interface Token {
  readonly kind: "space" | "comment" | "string" | "quoted" | "number" | "word" | "parameter" | "mark";
  readonly text: string;
}

/** Whether the token is this keyword (in any case) or punctuation mark. */
export function isToken(token: Token | undefined, text: string): boolean {
  return token?.kind === "mark" ? token.text === text : token?.kind === "word" && upper(token) === text;
}

/** The name of a word or quoted identifier; undefined for any other token. */
export function nameOf(token: Token | undefined): string | undefined {
  if (token?.kind === "word") return token.text;
  return token?.kind === "quoted" ? token.text.slice(1, -1).replaceAll(/\\(.)/gs, "$1") : undefined;
}

/** The name of a parameter: `since` of `{since:String}`; undefined for any other token. */
export function parameterOf(token: Token): string | undefined {
  return token.kind === "parameter" ? /\w+/.exec(token.text)?.[0] : undefined;
}

/** A parameter is one token; any other braces, such as those of a map, are punctuation. */
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
 * Splits SQL into tokens, like ClickHouse's lexer.
 *
 * @throws {Error} for an unterminated text or quoted name
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

/** The tokens without comments and outer white space. */
export function codeOf(tokens: readonly Token[]): Token[] {
  const code = tokens.filter(({ kind }) => kind !== "comment");
  const from = code.findIndex(({ kind }) => kind !== "space");
  return from === -1 ? [] : code.slice(from, code.findLastIndex(({ kind }) => kind !== "space") + 1);
}

/** Index of the next token from `at` on that is not space or a comment. */
export function nextCode(tokens: readonly Token[], at: number): number {
  let next = at;
  while (tokens[next]?.kind === "space" || tokens[next]?.kind === "comment") next++;
  return next;
}

const DEPTH: Readonly<Record<string, number>> = { "(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1 };

/** Index of the first matching token outside all brackets from `from` on; the number of tokens when none matches. */
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

/** Splits tokens at each such mark outside all brackets. */
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
