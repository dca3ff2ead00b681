/** Larger answers come from no broker: the loader asks for a tenth of it at most. */
const LONGEST = 512 * 1024 * 1024;
const SIZE_BYTES = 4;

/**
 * Puts the bytes of one connection together to whole answers of Kafka, each with the four bytes of its size before it:
 * https://kafka.apache.org/protocol#protocol_common
 *
 * kafkajs keeps what it has of an answer when its connection ends, and reads the next connection's answers behind it. What
 * then comes has no meaning, and its exception would end the process.
 *
 * @returns takes the next bytes, and gives the answers that are whole now
 * @throws {Error} from what it returns, when a size can't be that of an answer
 */
export function wholeResponses(): (bytes: Buffer) => Buffer[] {
  let parts: Buffer[] = [];
  let length = 0;
  let needed = SIZE_BYTES;
  return (bytes) => {
    parts.push(bytes);
    length += bytes.length;
    const whole: Buffer[] = [];
    while (length >= needed) {
      const all = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
      const size = all.readInt32BE(0);
      if (size < SIZE_BYTES || size > LONGEST)
        throw new Error(`An answer of ${size} bytes can't be from Kafka`);
      needed = SIZE_BYTES + size;
      parts = [all];
      if (length < needed) break;
      whole.push(all.subarray(0, needed));
      parts = [all.subarray(needed)];
      length -= needed;
      needed = SIZE_BYTES;
    }
    return whole;
  };
}
