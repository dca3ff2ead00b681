/** Who was in a segment when: what each look at it found, kept as changes. */
export class Memberships {
  /** Of each person the looks at which they came in and went out, in turn. */
  readonly #changes = new Map<string, number[]>();
  #current = new Set<string>();
  #first: number | undefined;

  /** Takes what a look found. @param at epoch milliseconds, later than the look before */
  add(at: number, people: Iterable<string>): void {
    this.#first ??= at;
    const now = new Set(people);
    for (const person of now) if (!this.#current.has(person)) this.#change(person, at);
    for (const person of this.#current) if (!now.has(person)) this.#change(person, at);
    this.#current = now;
  }

  /** Everybody who was ever in it. */
  people(): Iterable<string> {
    return this.#changes.keys();
  }

  /** Whether the last look up to a moment found a person. */
  isIn(person: string, at: number): boolean {
    let isIn = false;
    for (const change of this.#changes.get(person) ?? []) {
      if (change > at) break;
      isIn = !isIn;
    }
    return isIn;
  }

  /** When a person came in. @param existing whether the first look counts, which finds those who were in it before */
  joined(person: string, existing: boolean): number[] {
    const changes = this.#changes.get(person) ?? [];
    return changes.filter((at, place) => place % 2 === 0 && (existing || at !== this.#first));
  }

  #change(person: string, at: number): void {
    const own = this.#changes.get(person);
    if (own) own.push(at);
    else this.#changes.set(person, [at]);
  }
}
