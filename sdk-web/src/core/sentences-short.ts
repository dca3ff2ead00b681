/** The words of a code and its details: what the browser script says, to stay small. The README has the sentences. */
export const sentence = (...words: unknown[]): string => words.join(" ").replace(/_/g, " ");
