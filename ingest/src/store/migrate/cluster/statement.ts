import { codeOf, findOutside, isToken, nameOf, nextCode, type Token, tokensOf } from "../sql/tokens.js";

/** Reads a statement from its beginning, a piece at a time. */
export class Cursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(statement: string | readonly Token[]) {
    this.#tokens = codeOf(typeof statement === "string" ? tokensOf(statement) : statement);
  }

  /** Goes on behind these words when they come next; otherwise it stays where it is. */
  words(...expected: readonly string[]): boolean {
    let at = this.#at;
    for (const word of expected) {
      at = nextCode(this.#tokens, at);
      if (!isToken(this.#tokens[at], word)) return false;
      at++;
    }
    this.#at = at;
    return true;
  }

  /**
   * The name that comes next, as it is written.
   *
   * @throws {Error} when there is none
   */
  name(): string {
    const at = nextCode(this.#tokens, this.#at);
    const token = this.#tokens[at];
    if (nameOf(token) === undefined) throw new Error(`A name is missing before: ${token?.text ?? "the end"}`);
    this.#at = at + 1;
    return token!.text;
  }

  /** The name that comes next, with the database before it; with `database` where none is written. */
  nameIn(database: string): string {
    const name = this.name();
    return this.words(".") ? `${name}.${this.name()}` : `${database}.${name}`;
  }

  /** Whether a word stands in what is left, outside all brackets. */
  has(word: string): boolean {
    const { length } = this.#tokens;
    return findOutside(this.#tokens, (token) => isToken(token, word), this.#at) < length;
  }

  whole(): readonly Token[] {
    return this.#tokens;
  }

  /** All that is left. */
  rest(): Token[] {
    return codeOf(this.#tokens.slice(this.#at));
  }
}
