/**
 * What the core needs from its platform; the core itself uses neither DOM nor Node.
 *
 * Two more ports have their own files: the queue (queue.ts) and the sender (sender.ts).
 */

/** A clock in milliseconds. For dates it counts from 1970; for durations any start is fine. */
export type Clock = () => number;

/** Calls `run` once after `delayMs` milliseconds. Returns a function that cancels it. */
export type Timer = (delayMs: number, run: () => void) => () => void;

/** A number in [0, 1), for jitter. */
export type Random = () => number;

/** Fills the array with cryptographically secure random bits, for message ids. */
export type RandomWords = (words: Uint32Array) => void;

/** The size of a text in UTF-8 bytes. */
export type ByteLength = (text: string) => number;

/** A message id for something that happened at `now` (milliseconds since 1970), never the same twice. */
export type MessageIds = (now: number) => string;
