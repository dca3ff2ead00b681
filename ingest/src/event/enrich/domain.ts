import { columnText } from "@safar/schemas";

/** Longer addresses are cut; the domain is at the beginning. */
const LONGEST_ADDRESS = 2_048;
const LONGEST_DOMAIN = 256;

/**
 * The host of an http address, in lower case, without port and `www.`; "" for anything else, including an address
 * with a user name. It reads character by character instead of using a regular expression, because the text is
 * untrusted.
 */
export function domainOf(address: unknown): string {
  const url = columnText(address, LONGEST_ADDRESS);
  const colon = url.indexOf("://");
  if (colon !== 4 && colon !== 5) return "";
  const scheme = url.slice(0, colon).toLowerCase();
  if (scheme !== "http" && scheme !== "https") return "";
  const begin = colon + 3;
  const end = passOver(url, begin, isOfHost);
  const behind = url.charCodeAt(end) === COLON ? passOver(url, end + 1, isDigit) : end;
  if (behind < url.length && !"/?#".includes(url.charAt(behind))) return "";
  const host = url.slice(begin, end).toLowerCase();
  return columnText(host.startsWith("www.") ? host.slice(4) : host, LONGEST_DOMAIN);
}

const COLON = 58;
/** Not `/`, `?`, `#`, `:`, `@` and blanks. */
const isOfHost = (code: number) =>
  code !== 47 && code !== 63 && code !== 35 && code !== COLON && code !== 64 && code > 32;
const isDigit = (code: number) => code >= 48 && code <= 57;

function passOver(text: string, from: number, passes: (code: number) => boolean): number {
  let at = from;
  while (at < text.length && passes(text.charCodeAt(at))) at += 1;
  return at;
}
