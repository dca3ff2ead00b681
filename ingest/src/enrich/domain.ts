import { columnText } from "@safar/schemas";

/** No address that leads to a shop is longer; of a longer one the domain stands at its beginning. */
const LONGEST_ADDRESS = 2_048;
const LONGEST_DOMAIN = 256;

/**
 * The host of an http address, in lower case, without its port and `www.`; "" for anything else, also for an address
 * with a user's name. It reads letter by letter, without a regular expression: this is a stranger's text.
 */
export function domainOf(address: unknown): string {
  const url = columnText(address, LONGEST_ADDRESS);
  const colon = url.indexOf("://");
  if (colon !== 4 && colon !== 5) return "";
  const scheme = url.slice(0, colon).toLowerCase();
  if (scheme !== "http" && scheme !== "https") return "";
  const end = passOver(url, colon + 3, (char) => !NO_HOST.includes(char));
  const behind = url[end] === ":" ? passOver(url, end + 1, isDigit) : end;
  if (behind < url.length && !"/?#".includes(url.charAt(behind))) return "";
  const host = url.slice(colon + 3, end).toLowerCase();
  return (host.startsWith("www.") ? host.slice(4) : host).slice(0, LONGEST_DOMAIN).toWellFormed();
}

const NO_HOST = "/?#:@ \t\r\n\f\v";
const isDigit = (char: string) => char >= "0" && char <= "9";

function passOver(text: string, from: number, passes: (char: string) => boolean): number {
  let at = from;
  while (at < text.length && passes(text.charAt(at))) at += 1;
  return at;
}
