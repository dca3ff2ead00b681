import { denied, readOnly } from "./refusal.js";
import { type SqlToken, tokenize } from "./sql-tokens.js";

const WRITING = new Set(
  `ALTER ATTACH BACKUP BEGIN COMMIT COPY CREATE DELETE DETACH DROP EXCHANGE GRANT INSERT KILL MOVE OPTIMIZE
   RENAME REPLACE RESTORE REVOKE ROLLBACK SET SYSTEM TRUNCATE UNDROP UPDATE USE`.split(/\s+/),
);

const READING = new Set("SELECT WITH FROM EXPLAIN DESCRIBE SHOW EXISTS".split(" "));

/**
 * Refuses by its words alone what should not even stand behind EXPLAIN AST.
 *
 * @param formatted the engine's one-line rendering
 * @throws {QueryException}
 */
export function guardWords(formatted: string): SqlToken[] {
  const tokens = tokenize(formatted);
  if (!tokens) throw denied("This statement can't be checked");
  const verb = tokens.find(({ text }) => text !== "(")?.text.toUpperCase() ?? "";
  if (WRITING.has(verb)) throw readOnly(verb);
  if (!READING.has(verb)) throw denied(`${verb} is not open to analysts`);
  guardOutfile(tokens);
  return tokens;
}

function guardOutfile(tokens: readonly SqlToken[]): void {
  if (tokens.some(({ text }, at) => text === "OUTFILE" && tokens[at - 1]?.text === "INTO")) {
    throw denied("INTO OUTFILE is not open to analysts: the answer comes over HTTP");
  }
}

/** What may be shown, and the words that may stand between SHOW and it. */
const SHOWN = new Set(
  `TABLES DATABASES COLUMNS FIELDS INDEX INDEXES INDICES KEYS FUNCTIONS SETTINGS SETTING ENGINES DICTIONARIES
   CREATE`.split(/\s+/),
);
const SHOWN_HOW = new Set(["FULL", "EXTENDED", "CHANGED"]);

/**
 * Refuses a SHOW or EXISTS that says more than plain words.
 *
 * SHOW becomes another statement inside the engine, out of the tree's sight, so it is kept to plain words.
 * In the database `default` every file of the host is a table that EXISTS could ask for.
 *
 * @throws {QueryException} ACCESS_DENIED
 */
export function guardShow(tokens: readonly SqlToken[]): void {
  const what = tokens.slice(1).find(({ text }) => !SHOWN_HOW.has(text))?.text ?? "";
  if (tokens[0]?.text === "SHOW" && !SHOWN.has(what)) throw denied(`SHOW ${what} is not open to analysts`);
  const plain = ({ kind, text }: SqlToken) =>
    kind === "symbol" ? text === "." : kind === "string" ? !/['\\]/.test(text) : /^[\w$-]*$/.test(text);
  if (!tokens.every(plain) || tokens.some(({ kind, text }) => kind === "word" && text === "WHERE")) {
    throw denied(
      "SHOW and EXISTS take plain names, FROM, LIKE and LIMIT here; for more, read system.tables or system.columns with SELECT",
    );
  }
  if (tokens.some(({ kind, text }) => kind !== "string" && text === "default")) {
    throw denied("The database default is not open to analysts");
  }
}
