import type { Memory } from "./memory.js";

/** Tells whether what this engine reads is the original, or a copy of it that must send nothing. */
export interface Sender {
  /** The first engine makes the mark; a copy has another one. */
  maySend(memory: Memory): Promise<boolean>;
  /** What to say of a copy. */
  readonly copied: string;
}
