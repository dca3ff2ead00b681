import { plainText } from "@safar/schemas";
import type { DecimalStyle } from "../../sources/source.js";

/** Longer text is not a number, and reading it would waste time. */
const LONGEST_TEXT = 64;

/** A number in a program's format. */
const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/** A single separator before three digits, where it may separate thousands or decimals. */
const AMBIGUOUS = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;

/** Characters that can only be thousands separators: `٬`, apostrophes, spaces of every width. */
const THOUSANDS = /[٬'’\s\u00a0\u2007\u2009\u202f]/g;

/** Digits grouped by thousands, or by lakhs and crores. */
const GROUPED = /^[1-9]\d{0,2}(?: \d{3})+$|^[1-9]\d?(?: \d{2})+ \d{3}$/;

/**
 * Reads a number that a person or a program wrote as text: ASCII, Persian or Arabic-Indic digits, a decimal separator
 * `.`, `,` or `٫`, and unambiguous thousands separators.
 *
 * "1.234" and "1,234" are ambiguous: `style` decides, and with "either" they are unreadable.
 *
 * @returns decimal text with ASCII digits, `.` and perhaps an exponent; undefined when unreadable
 */
export function readNumber(text: string, style: DecimalStyle = "either"): string | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const plain = plainText(text);
  if (AMBIGUOUS.test(plain)) return unambiguous(plain, style);
  if (PLAIN.test(plain)) return plain;
  const [, sign = "", body = ""] = /^([+−-]?)\s?(.*)$/s.exec(plain) ?? [];
  const number = separated(body.replaceAll("،", ","), style);
  return number === undefined ? undefined : `${sign === "" || sign === "+" ? "" : "-"}${number}`;
}

function unambiguous(text: string, style: DecimalStyle): string | undefined {
  if (style === "either") return undefined;
  const decimal = style === "comma" ? "," : ".";
  return text.includes(decimal) ? text.replace(decimal, ".") : text.replace(/[.,]/, "");
}

/** A number with separators, without its sign. */
function separated(body: string, style: DecimalStyle): string | undefined {
  if (AMBIGUOUS.test(body)) return unambiguous(body, style);
  const decimal = decimalPlace(body);
  const whole = decimal < 0 ? body : body.slice(0, decimal);
  const fraction = decimal < 0 ? "" : body.slice(decimal + 1);
  const digits = /^\d*$/.test(whole) ? whole : ungrouped(whole);
  if (digits === undefined || !/^\d*$/.test(fraction) || (decimal >= 0 && fraction === "")) return undefined;
  if (digits + fraction === "") return undefined;
  return fraction === "" ? digits : `${digits}.${fraction}`;
}

/** Position of the decimal separator: `٫`, or the last separator if it is a point or comma that occurs once. */
function decimalPlace(body: string): number {
  const persian = body.indexOf("٫");
  if (persian >= 0) return persian;
  const last = Math.max(body.lastIndexOf("."), body.lastIndexOf(","));
  if (last < 0 || body.indexOf(body[last]!) !== last) return -1;
  return /^\d*$/.test(body.slice(last + 1)) ? last : -1;
}

/** The digits of a whole number with one kind of thousands separator; undefined when it is not correctly grouped. */
function ungrouped(whole: string): string | undefined {
  const separators = new Set(whole.replace(/\d/g, ""));
  if (separators.size !== 1) return undefined;
  const [separator = ""] = separators;
  if (separator !== "." && separator !== "," && separator.replace(THOUSANDS, "") !== "") return undefined;
  return GROUPED.test(whole.replaceAll(separator, " ")) ? whole.replaceAll(separator, "") : undefined;
}
