import { codeOf, findOutside, isToken, nameOf, nextCode, type Token, tokensOf } from "../sql/tokens.js";

/** Reads a statement from its beginning, a piece at a time. */
export class Cursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(statement: string | readonly Token[]) {
    this.#tokens = codeOf(typeof statement === "string" ? tokensOf(statement) : statement);
  }

  /** Skips these words if they come next; otherwise does not move. */
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
   * Reads the next name as written.
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

  /** Reads the next name with its database, or with `database` if none is written. */
  nameIn(database: string): string {
    const name = this.name();
    return this.words(".") ? `${name}.${this.name()}` : `${database}.${name}`;
  }

  /** Whether the rest contains a word outside all brackets. */
  has(word: string): boolean {
    const { length } = this.#tokens;
    return findOutside(this.#tokens, (token) => isToken(token, word), this.#at) < length;
  }

  whole(): readonly Token[] {
    return this.#tokens;
  }

  /** The remaining tokens. */
  rest(): Token[] {
    return codeOf(this.#tokens.slice(this.#at));
  }
}
