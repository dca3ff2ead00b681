/** What is known of texts that strangers send, in a bounded number of bytes. */
export interface TextCache<Value> {
  get(text: string): Value | undefined;
  /** Remembers a value; what was remembered first makes room. A text over the longest is never kept. */
  set(text: string, value: Value): void;
  /** Bytes that the texts take, with what the engine needs for each. */
  bytes(): number;
}

export interface TextCacheOptions {
  /** The longest text that is kept, in UTF-16 units. */
  readonly longest: number;
  readonly maxBytes: number;
}

/** What an entry of a Map takes beside its text, roughly. */
const ENTRY_BYTES = 64;

/** A cache whose keys come from outside: bounded in bytes and not in number, since a stranger chooses their length. */
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
 * The same text in memory of its own. A part of a text keeps the whole of it alive (V8's sliced strings): a name of 20
 * letters may hold a body of 500 KiB. The name of a property is such a copy, and one that Maps find fastest.
 */
export function copied(text: string): string {
  return Object.keys({ [text]: 0 })[0] as string;
}

function sizeOf(text: string): number {
  return 2 * text.length + ENTRY_BYTES;
}
