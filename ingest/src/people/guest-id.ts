/**
 * The id of a guest with an e-mail address or, without one, a phone number. The id is the same whether the purchase
 * comes from a file or from a platform's web-hook.
 *
 * @param email in any case; no shop has two customers whose addresses differ in case alone
 * @param phone in one spelling, see `phone-number.ts`
 * @returns "" when neither is given
 */
export function guestId(email: string, phone: string): string {
  if (email !== "") return `email:${email.toLowerCase()}`;
  return phone === "" ? "" : `phone:${phone}`;
}
