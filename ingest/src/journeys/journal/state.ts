/** What a row of the journal holds beside its columns: an object, whose fields are looked at one by one. */
export type State = Readonly<Record<string, unknown>>;

/** @returns undefined where the text is no object: nothing is guessed */
export function readState(text: string): State | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isState(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isState(value: unknown): value is State {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
