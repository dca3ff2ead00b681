/** Whether an address that a page told may stand in a message. */
export type IsShopLink = (url: string) => boolean;

/**
 * Whoever reads a page's key can send events as any of its visitors, so an address that a page tells leads where a
 * stranger wants. Those of the shop's own hosts stand in messages, and no others.
 *
 * @param hosts such as `shop.example`, which stands for its subdomains too
 */
export function shopLinks(hosts: readonly string[]): IsShopLink {
  const own = hosts.map((host) => host.trim().toLowerCase()).filter((host) => host !== "");
  return (text) => {
    if (!isWebAddress(text)) return false;
    const { hostname, username, password } = new URL(text);
    return (
      username === "" &&
      password === "" &&
      own.some((host) => hostname === host || hostname.endsWith(`.${host}`))
    );
  };
}

const LONGEST_URL = 2_000;

/** Whether a text is an address of the web, and nothing that a browser would run. */
export function isWebAddress(text: string): boolean {
  return text.length <= LONGEST_URL && /^https?:\/\/[^\s\p{Cc}]+$/iu.test(text) && URL.canParse(text);
}

/** The hosts that are the shop's if nothing else is said: the domain from which it writes. */
export function hostsOf(told: string, sender: string): readonly string[] {
  return told === "" ? [sender.split("@")[1]?.replace(/>$/, "") ?? ""] : told.split(",");
}
