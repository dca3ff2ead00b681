import { plainText } from "@safar/schemas";

/** A mobile number of Iran in any of the ways in which people write one, without what divides its digits. */
const IRANIAN = /^(?:\+98|0098|98|0)?(9\d{9})$/;

/** Blanks, hyphens, dots and brackets between digits. */
const DIVIDERS = /[\s\u00a0().\-‐–]/g;

/**
 * A phone number in one spelling (E.164): +989121234567 for 0912 123 4567, 00989121234567 and 9121234567. Of other
 * countries' numbers only those with + or 00 in front can be put so; any other keeps its digits.
 *
 * @param text as somebody wrote it, also with Persian or Arabic digits
 * @returns "" when it is no phone number
 */
export function phoneNumber(text: string): string {
  const digits = plainText(text).replace(DIVIDERS, "");
  const iranian = IRANIAN.exec(digits);
  if (iranian) return `+98${iranian[1]}`;
  if (!/^\+?\d{5,15}$/.test(digits)) return "";
  return digits.startsWith("00") ? `+${digits.slice(2)}` : digits;
}

/**
 * A customer's id that is a mobile number of Iran, without what divides its digits: the shop's other programs send it
 * as 09121234567. Any other id is as it was.
 */
export function phoneAsId(id: string): string {
  const digits = id.replace(DIVIDERS, "");
  return /^09\d{9}$/.test(digits) ? digits : id;
}
