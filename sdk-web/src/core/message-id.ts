import type { MessageIds, RandomWords } from "./ports.js";

/** Ids whose random words are drawn at once: asking the platform costs more than the id. */
const drawnAtOnce = 256;
const counterLimit = 0x1000;

/**
 * Makes message ids that sort by time: UUID version 7 with a 12-bit counter inside each millisecond
 * (RFC 9562, sections 5.7 and 6.2, method 1). The warehouse sorts by message id, so ids that grow with
 * time keep an insert's rows together.
 *
 * Ids of one maker only ever grow, also when the clock is set back; two makers differ by 62 random bits.
 */
export function createMessageIds(randomWords: RandomWords): MessageIds {
  const words = new Uint32Array(drawnAtOnce * 2);
  let next = words.length;
  let time = -1;
  let counter = 0;
  let prefix = "";

  return (now) => {
    if (now > time || ++counter === counterLimit) {
      time = now > time ? Math.floor(now) : time + 1;
      counter = 0;
      const hex = time.toString(16).padStart(12, "0");
      prefix = `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
    }
    if (next === words.length) {
      randomWords(words);
      next = 0;
    }
    const high = eightDigits(((words[next++] as number) & 0x3fffffff) | 0x80000000);
    const low = eightDigits(words[next++] as number);
    const count = (counter + counterLimit).toString(16).slice(1);
    return `${prefix}${count}-${high.slice(0, 4)}-${high.slice(4)}${low}`;
  };
}

const eightDigits = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");
