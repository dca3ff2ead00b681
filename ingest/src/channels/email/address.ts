/** One mailbox: no blanks, brackets, lists, quotes or control characters, so that it can't become two, or a header. */
const ADDRESS = /^[^\s<>(),;:"[\]\\@\p{Cc}]{1,64}@[^\s<>(),;:"[\]\\@\p{Cc}]{1,253}$/u;

/** Whether a text is the address of exactly one mailbox. Quoted local parts, which nobody has, are none. */
export function isEmailAddress(text: string): boolean {
  return text.length <= 254 && ADDRESS.test(text);
}

/** An address as it is compared: mail servers hold upper and lower case for the same. */
export function plainEmailAddress(text: string): string {
  return text.trim().toLowerCase();
}
