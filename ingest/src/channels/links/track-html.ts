import { atTheEnd } from "./at-the-end.js";
import type { MessageLinks } from "./message-links.js";

/** A link's tag; no tag begins within it, so that it is found in one pass whatever stands there. */
const LINK = /<(?:a|area)\s[^<>]{0,4000}>/gi;
const HREF = /(\shref\s{0,9}=\s{0,9})("[^"]*"|'[^']*'|[^\s"'=<>`][^\s"'<>`]*)/i;
const LONGEST_URL = 2_000;

/** HTML whose links to pages lead past the collector, and with an image that tells of an opening. */
export function trackHtml(html: string, links: Pick<MessageLinks, "click" | "open" | "unsubscribe">): string {
  const linked = html.replaceAll(LINK, (tag) =>
    tag.replace(HREF, (whole, start: string, value: string) => {
      const url = unescaped(value.replace(/^(["'])(.*)\1$/s, "$2"))?.trim();
      if (url === undefined || url.length > LONGEST_URL || url === links.unsubscribe || !isPage(url))
        return whole;
      return `${start}"${links.click(url)}"`;
    }),
  );
  return atTheEnd(linked, `<img src="${links.open}" width="1" height="1" alt="">`);
}

function isPage(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", quot: '"', apos: "'", lt: "<", gt: ">" };

/** A value without its entities; undefined where it has one that is not known here: that link stays as it is. */
function unescaped(text: string): string | undefined {
  let isKnown = true;
  const plain = text.replaceAll(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z\d]{1,32}));/gi,
    (whole, decimal, hex, name) => {
      const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : 0;
      const character = name === undefined ? characterOf(code) : NAMED[name.toLowerCase()];
      isKnown &&= character !== undefined;
      return character ?? whole;
    },
  );
  return isKnown ? plain : undefined;
}

function characterOf(code: number): string | undefined {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
