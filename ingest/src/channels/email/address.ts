/** One mailbox: no blanks, brackets, lists, quotes or control characters, so that it can't become two, or a header. */
const ADDRESS = /^[^\s<>(),;:"[\]\\@\p{Cc}]{1,64}@[^\s<>(),;:"[\]\\@\p{Cc}]{1,253}$/u;

/** Whether a text is the address of exactly one mailbox. Quoted local parts, which nobody has, are none. */
export function isEmailAddress(text: string): boolean {
  return text.length <= 254 && ADDRESS.test(text);
}

/** Somebody who writes or is written to: `Shop <hello@shop.example>`. */
export interface Mailbox {
  /** "" for none. */
  readonly name: string;
  readonly address: string;
}

/**
 * Reads one mailbox: `Shop <hello@shop.example>`, or the address alone. A name may hold anything but control
 * characters and angle brackets, also a comma: it is quoted where it needs to be.
 *
 * @returns undefined when it is none, or more than one
 */
export function readMailbox(text: string): Mailbox | undefined {
  const [, name = "", bracketed] = /^([^<>\p{Cc}]*)<([^<>]+)>$/u.exec(text.trim()) ?? [];
  const address = (bracketed ?? text).trim();
  if (!isEmailAddress(address)) return undefined;
  return { name: name.trim().replace(/^"(.*)"$/, "$1"), address };
}

/** An address as it is compared: mail servers hold upper and lower case for the same. */
export function plainEmailAddress(text: string): string {
  return text.trim().toLowerCase();
}
