/** The visitor's id as the first-party cookie says it. */
export const readId = (): string | undefined => /(^|; )safar_id=([^;]*)/.exec(document.cookie)?.[2];

/**
 * Keeps the visitor's id in the cookie for a year from now; "" deletes it.
 *
 * @param domain whose subdomains share it; "" for this host alone
 */
export function writeId(id: string, domain: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is younger than the browsers served
  document.cookie = `safar_id=${id};path=/;max-age=${id ? 31_536_000 : 0};samesite=lax;domain=${domain};${location.protocol === "https:" ? "secure" : ""}`;
}
