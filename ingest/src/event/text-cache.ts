/** Caches results for untrusted texts in a bounded number of bytes. */
export interface TextCache<Value> {
  get(text: string): Value | undefined;
  /** Stores a value and evicts the oldest entries when full. A text longer than `longest` is never stored. */
  set(text: string, value: Value): void;
  /** Bytes of the texts and their entries. */
  bytes(): number;
}

export interface TextCacheOptions {
  /** The longest text to store, in UTF-16 units. */
  readonly longest: number;
  readonly maxBytes: number;
}

/** Approximate size of a Map entry without its text. */
const ENTRY_BYTES = 64;

/** A cache with untrusted keys: bounded in bytes rather than in entries, because senders choose the keys' length. */
export function textCache<Value>({ longest, maxBytes }: TextCacheOptions): TextCache<Value> {
  const known = new Map<string, Value>();
  let bytes = 0;
  return {
    get: (text) => (text.length > longest ? undefined : known.get(text)),
    set(text, value) {
      if (text.length > longest) return;
      if (!known.has(text)) bytes += sizeOf(text);
      known.set(copied(text), value);
      while (bytes > maxBytes) {
        const oldest = known.keys().next().value as string;
        known.delete(oldest);
        bytes -= sizeOf(oldest);
      }
    },
    bytes: () => bytes,
  };
}

/**
 * Copies a text into its own memory. A substring keeps its whole parent alive (V8's sliced strings): a name of 20
 * letters may retain a body of 500 KiB. Property names are such copies, and the fastest keys for Maps.
 */
export function copied(text: string): string {
  return Object.keys({ [text]: 0 })[0] as string;
}

function sizeOf(text: string): number {
  return 2 * text.length + ENTRY_BYTES;
}
