/** A new id of 12 letters and digits, such as an order number. */
export function newId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  const digits = Array.from(bytes, (byte) => byte.toString(36).padStart(2, "0")).join("");
  return `${prefix}-${digits.slice(0, 12).toUpperCase()}`;
}
