/** GSM 03.38: the basic characters, one septet each, and those of its extension table, two each. */
const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENDED = "\f^{}\\[~]|€";

/** How an SMS is written, and what is paid for. */
export interface SmsParts {
  readonly encoding: "GSM-7" | "UCS-2";
  /** Septets, or UTF-16 units. */
  readonly length: number;
  readonly parts: number;
}

/** What one SMS holds alone, and each of several, which have a header of six bytes (3GPP TS 23.040, 9.2.3.24). */
const ROOM = { "GSM-7": { alone: 160, each: 153 }, "UCS-2": { alone: 70, each: 67 } } as const;

/**
 * Counts the parts of an SMS. One character outside GSM's alphabet, such as any Persian letter, makes it UCS-2. What
 * takes two places is not divided between parts.
 */
export function smsParts(text: string): SmsParts {
  const characters = [...text];
  const isGsm = characters.every((each) => BASIC.includes(each) || EXTENDED.includes(each));
  const encoding = isGsm ? "GSM-7" : "UCS-2";
  const sizes = characters.map((each) => (isGsm ? (EXTENDED.includes(each) ? 2 : 1) : each.length));
  const length = sizes.reduce((sum, size) => sum + size, 0);
  const { alone, each } = ROOM[encoding];
  if (length <= alone) return { encoding, length, parts: 1 };
  let [parts, left] = [1, each as number];
  for (const size of sizes) {
    if (size > left) [parts, left] = [parts + 1, each];
    left -= size;
  }
  return { encoding, length, parts };
}
