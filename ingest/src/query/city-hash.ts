/**
 * CityHash128 as of CityHash 1.0.2, the version that ClickHouse checks its compressed blocks by; later ones
 * give other values. The algorithm is Google's (https://github.com/google/cityhash).
 */
const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;
const K3 = 0xc949d7c7509e6557n;
const MUL = 0x9ddfea08eb382d69n;
const MASK = 0xffff_ffff_ffff_ffffn;

type Pair = readonly [bigint, bigint];

/** @returns the low and the high 64 bits */
export function cityHash128(data: Uint8Array): Pair {
  const at = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const length = data.byteLength;
  const word = (offset: number) => at.getBigUint64(offset, true);
  if (length >= 16) return seeded(at, 16, length - 16, word(0) ^ K3, word(8));
  if (length >= 8) return seeded(at, 0, 0, word(0) ^ wrap(BigInt(length) * K0), word(length - 8) ^ K1);
  return seeded(at, 0, length, K0, K1);
}

function seeded(at: DataView, start: number, size: number, low: bigint, high: bigint): Pair {
  return size < 128 ? short(at, start, size, low, high) : long(at, start, size, low, high);
}

function short(at: DataView, start: number, size: number, low: bigint, high: bigint): Pair {
  const word = (offset: number) => at.getBigUint64(start + offset, true);
  let a = low;
  let b = high;
  let c: bigint;
  let d: bigint;
  if (size <= 16) {
    a = wrap(shift(wrap(a * K1)) * K1);
    c = wrap(b * K1 + upTo16(at, start, size));
    d = shift(wrap(a + (size >= 8 ? word(0) : c)));
  } else {
    c = mix(wrap(word(size - 8) + K1), a);
    d = mix(wrap(b + BigInt(size)), wrap(c + word(size - 16)));
    a = wrap(a + d);
    for (let offset = 0; offset < size - 16; offset += 16) {
      a = wrap((a ^ wrap(shift(wrap(word(offset) * K1)) * K1)) * K1);
      b ^= a;
      c = wrap((c ^ wrap(shift(wrap(word(offset + 8) * K1)) * K1)) * K1);
      d ^= c;
    }
  }
  a = mix(a, c);
  b = mix(d, b);
  return [a ^ b, mix(b, a)];
}

function long(at: DataView, start: number, size: number, low: bigint, high: bigint): Pair {
  const word = (offset: number) => at.getBigUint64(offset, true);
  let x = low;
  let y = high;
  let z = wrap(BigInt(size) * K1);
  const v0 = wrap(rotate(y ^ K1, 49n) * K1 + word(start));
  let v: Pair = [v0, wrap(rotate(v0, 42n) * K1 + word(start + 8))];
  let w: Pair = [wrap(rotate(wrap(y + z), 35n) * K1 + x), wrap(rotate(wrap(x + word(start + 88)), 53n) * K1)];
  let from = start;
  let left = size;
  for (; left >= 128; left -= 128) {
    for (let half = 0; half < 2; half++, from += 64) {
      x = wrap(rotate(wrap(x + y + v[0] + word(from + 16)), 37n) * K1) ^ w[1];
      y = wrap(rotate(wrap(y + v[1] + word(from + 48)), 42n) * K1) ^ v[0];
      z = rotate(z ^ w[0], 33n);
      v = weak(at, from, wrap(v[1] * K1), wrap(x + w[0]));
      w = weak(at, from + 32, wrap(z + w[1]), y);
      [z, x] = [x, z];
    }
  }
  y = wrap(y + rotate(w[0], 37n) * K0 + z);
  x = wrap(x + rotate(wrap(v[0] + z), 49n) * K0);
  for (let done = 32; done < left + 32; done += 32) {
    const tail = from + left - done;
    y = wrap(rotate(wrap(y - x), 42n) * K0 + v[1]);
    const w0 = wrap(w[0] + word(tail + 16));
    x = wrap(rotate(x, 49n) * K0 + w0);
    w = [wrap(w0 + v[0]), w[1]];
    v = weak(at, tail, v[0], v[1]);
  }
  x = mix(x, v[0]);
  y = mix(y, w[0]);
  return [wrap(mix(wrap(x + v[1]), w[1]) + y), mix(wrap(x + w[1]), wrap(y + v[1]))];
}

function upTo16(at: DataView, start: number, size: number): bigint {
  const length = BigInt(size);
  if (size > 8) {
    const a = at.getBigUint64(start, true);
    const b = at.getBigUint64(start + size - 8, true);
    return mix(a, rotate(wrap(b + length), length)) ^ b;
  }
  if (size >= 4) {
    const a = BigInt(at.getUint32(start, true));
    return mix(wrap(length + (a << 3n)), BigInt(at.getUint32(start + size - 4, true)));
  }
  if (size === 0) return K2;
  const y = BigInt(at.getUint8(start) + (at.getUint8(start + (size >> 1)) << 8));
  const z = length + BigInt(at.getUint8(start + size - 1) << 2);
  return wrap(shift(wrap(y * K2) ^ wrap(z * K3)) * K2);
}

function weak(at: DataView, from: number, seedA: bigint, seedB: bigint): Pair {
  const z = at.getBigUint64(from + 24, true);
  const a = wrap(seedA + at.getBigUint64(from, true));
  const sum = wrap(a + at.getBigUint64(from + 8, true) + at.getBigUint64(from + 16, true));
  const b = wrap(rotate(wrap(seedB + a + z), 21n) + rotate(sum, 44n));
  return [wrap(sum + z), wrap(b + a)];
}

function mix(u: bigint, v: bigint): bigint {
  const a = shift(wrap((u ^ v) * MUL));
  return wrap(shift(wrap((v ^ a) * MUL)) * MUL);
}

const wrap = (value: bigint): bigint => value & MASK;
const shift = (value: bigint): bigint => value ^ (value >> 47n);
const rotate = (value: bigint, by: bigint): bigint => ((value >> by) | (value << (64n - by))) & MASK;
