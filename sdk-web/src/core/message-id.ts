import type { MessageIds, RandomWords } from "./ports.js";

/** Random words are drawn for this many ids at once, because calling the platform costs more than making an id. */
const drawnAtOnce = 256;
const counterLimit = 0x1000;
const hexBytes = Array.from({ length: 256 }, (_, byte) => (byte + 256).toString(16).slice(1));

/**
 * Makes message ids that sort by time: UUID version 7 with a 12-bit counter inside each millisecond (RFC 9562,
 * sections 5.7 and 6.2, method 1). The warehouse sorts by message id, so ids that grow with time keep an insert's
 * rows together.
 *
 * Ids of one maker always increase, even when the clock is set back; ids of two makers differ by 62 random bits.
 */
export function createMessageIds(randomWords: RandomWords): MessageIds {
  const words = new Uint32Array(drawnAtOnce * 2);
  let next = words.length;
  let time = -1;
  let counter = 0;
  let prefix = "";

  const start = (millisecond: number): void => {
    time = millisecond;
    counter = 0;
    const digits = time.toString(16).padStart(12, "0");
    prefix = `${digits.slice(0, 8)}-${digits.slice(8)}-7`;
  };

  return (now) => {
    const millisecond = Math.floor(now);
    if (millisecond > time) start(millisecond);
    else if (++counter === counterLimit) start(time + 1);
    if (next === words.length) {
      randomWords(words);
      next = 0;
    }
    const high = ((words[next++] as number) & 0x3fffffff) | 0x80000000;
    const low = words[next++] as number;
    const count = (hexBytes[counter >>> 8] as string).slice(1) + hexBytes[counter & 255];
    return `${prefix}${count}-${twoBytes(high >>> 16)}-${twoBytes(high)}${twoBytes(low >>> 16)}${twoBytes(low)}`;
  };
}

const twoBytes = (bits: number): string =>
  (hexBytes[(bits >>> 8) & 255] as string) + (hexBytes[bits & 255] as string);
