/** Bytes as hex digits, two each. (`Array.from` and `map` are others on some shops' pages.) */
export function hexOf(bytes: Uint8Array): string {
  let digits = "";
  for (const byte of bytes) digits += (byte + 256).toString(16).slice(1);
  return digits;
}
