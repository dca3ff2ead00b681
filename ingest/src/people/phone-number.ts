import { plainText } from "@safar/schemas";

/** An Iranian mobile number in any usual form, without separators. */
const IRANIAN = /^(?:\+98|0098|98|0)?(9\d{9})$/;

/** Blanks, hyphens, dots and brackets between digits. */
const DIVIDERS = /[\s\u00a0().\-‐–]/g;

/**
 * Normalises a phone number to E.164: +989121234567 for 0912 123 4567, 00989121234567 and 9121234567. Numbers of other
 * countries need a leading + or 00; any other number keeps its digits.
 *
 * @param text as somebody wrote it, also with Persian or Arabic digits
 * @returns "" when it is not a phone number
 */
export function phoneNumber(text: string): string {
  const digits = plainText(text).replace(DIVIDERS, "");
  const iranian = IRANIAN.exec(digits);
  if (iranian) return `+98${iranian[1]}`;
  if (!/^\+?\d{5,15}$/.test(digits)) return "";
  return digits.startsWith("00") ? `+${digits.slice(2)}` : digits;
}

/**
 * Removes separators from a customer id that is an Iranian mobile number: the shop's other programs send it as
 * 09121234567. Any other id stays unchanged.
 */
export function phoneAsId(id: string): string {
  const digits = id.replace(DIVIDERS, "");
  return /^09\d{9}$/.test(digits) ? digits : id;
}
