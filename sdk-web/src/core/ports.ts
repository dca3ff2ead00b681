/**
 * What the core needs of its platform and cannot name: it knows neither DOM nor Node.
 *
 * The other two ports have files of their own: the queue (queue.ts) and the sender (sender.ts).
 */

/** A clock in milliseconds. For dates it counts from 1970; for spans any start will do. */
export type Clock = () => number;

/** Calls `run` once after `delayMs` milliseconds. What it returns calls it off. */
export type Timer = (delayMs: number, run: () => void) => () => void;

/** A number in [0, 1), for jitter. */
export type Random = () => number;

/** Fills the array with random bits that nobody can guess, for message ids. */
export type RandomWords = (words: Uint32Array) => void;

/** The size of a text in UTF-8 bytes. */
export type ByteLength = (text: string) => number;

/** A message id for something that happened at `now` (milliseconds since 1970), never the same twice. */
export type MessageIds = (now: number) => string;
