/**
 * Words of a statement. It reads what the engine itself has formatted: there are no comments, heredocs or
 * odd quotes left in it, so this need not know them.
 */
export interface SqlToken {
  readonly kind: "word" | "quoted" | "string" | "number" | "symbol";
  /** The text; of quoted names and strings what stands between the quotes, escapes as written. */
  readonly text: string;
}

const TOKEN = new RegExp(
  [
    "(?<space>\\s+)",
    "'(?<string>(?:[^'\\\\]|\\\\[\\s\\S])*)'",
    "`(?<quoted>(?:[^`\\\\]|\\\\[\\s\\S])*)`",
    "(?<word>[A-Za-z_][A-Za-z0-9_$]*)",
    "(?<number>[0-9][A-Za-z0-9_.]*)",
    "(?<symbol>[^\\s'`\"A-Za-z0-9_])",
  ].join("|"),
  "uy",
);

/** The tokens of a formatted statement, or undefined when something in it can't be read. */
export function tokenize(formatted: string): SqlToken[] | undefined {
  const tokens: SqlToken[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < formatted.length) {
    const groups = TOKEN.exec(formatted)?.groups;
    if (!groups) return undefined;
    for (const kind of ["word", "quoted", "string", "number", "symbol"] as const) {
      const text = groups[kind];
      if (text !== undefined) tokens.push({ kind, text });
    }
  }
  return tokens;
}
