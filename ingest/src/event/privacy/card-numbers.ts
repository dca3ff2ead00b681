/**
 * Possible card numbers: 14 to 19 digits, perhaps with spaces or hyphens, not inside a longer word or number. Digits
 * after a slash are part of a URL's path.
 */
const CANDIDATE = /(?<![\w./-])\d(?:[ -]?\d){13,18}(?![\w-]|\.\d)/g;

/** Texts with fewer digits cannot contain a card number. Most texts are skipped here. */
const SHORTEST = 14;

/** First digits and lengths of issued card numbers (ISO/IEC 7812, ranges of the large networks). */
const ISSUED: readonly { readonly begins: RegExp; readonly lengths: readonly number[] }[] = [
  { begins: /^4/, lengths: [16, 19] },
  { begins: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { begins: /^3[47]/, lengths: [15] },
  { begins: /^(?:6011|64[4-9]|65)/, lengths: [16, 19] },
  { begins: /^62/, lengths: [16, 17, 18, 19] },
  { begins: /^35(?:2[89]|[3-8])/, lengths: [16, 19] },
  { begins: /^3(?:0[0-5]|[689])/, lengths: [14] },
  { begins: /^(?:5018|5020|5038|6304|6759|676[1-3])/, lengths: [16, 18, 19] },
];

/** True for a valid card number: issued range, right length, correct Luhn check digit. */
export function isCardNumber(digits: string): boolean {
  const issued = ISSUED.some(({ begins, lengths }) => lengths.includes(digits.length) && begins.test(digits));
  return issued && luhn(digits);
}

/**
 * Masks all but the last four digits of each card number in a text.
 *
 * @returns the same text when there is none
 */
export function maskCardNumbers(text: string): string {
  if (text.length < SHORTEST) return text;
  return text.replace(CANDIDATE, (found) => {
    const digits = found.replace(/[ -]/g, "");
    if (!isCardNumber(digits)) return found;
    let left = digits.length;
    return found.replace(/\d/g, (digit) => (left-- > 4 ? "*" : digit));
  });
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    const weighed = place % 2 === 0 ? digit : 2 * digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}
