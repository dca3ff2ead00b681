/**
 * The id of a guest who is known by an e-mail address, or else by a phone number: the same whether a file, or a
 * platform's web-hook tells of the purchase.
 *
 * @param email in any case; no shop has two customers whose addresses differ in case alone
 * @param phone in one spelling, see `phone-number.ts`
 * @returns "" when neither is told
 */
export function guestId(email: string, phone: string): string {
  if (email !== "") return `email:${email.toLowerCase()}`;
  return phone === "" ? "" : `phone:${phone}`;
}
