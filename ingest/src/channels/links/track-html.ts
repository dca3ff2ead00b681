import type { MessageLinks } from "./message-links.js";

/** A link's tag; no tag begins within it, so that it is found in one pass whatever stands there. */
const LINK = /<a\s[^<>]{0,4000}>/gi;
const HREF = /(\shref\s{0,9}=\s{0,9})("[^"]*"|'[^']*')/i;
const LONGEST_URL = 2_000;

/** HTML whose links to pages lead past the collector, and with an image that tells of an opening. */
export function trackHtml(html: string, links: Pick<MessageLinks, "click" | "open" | "unsubscribe">): string {
  const linked = html.replaceAll(LINK, (tag) =>
    tag.replace(HREF, (whole, start: string, quoted: string) => {
      const url = unescaped(quoted.slice(1, -1)).trim();
      if (url.length > LONGEST_URL || url === links.unsubscribe || !isPage(url)) return whole;
      return `${start}"${links.click(url)}"`;
    }),
  );
  const pixel = `<img src="${links.open}" width="1" height="1" alt="">`;
  const end = linked.toLowerCase().lastIndexOf("</body>");
  return end === -1 ? linked + pixel : linked.slice(0, end) + pixel + linked.slice(end);
}

function isPage(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ "&amp;": "&", "&#38;": "&", "&quot;": '"', "&#34;": '"', "&#39;": "'", "&lt;": "<", "&gt;": ">" },
};

function unescaped(text: string): string {
  return text.replaceAll(/&(?:amp|quot|lt|gt|#38|#34|#39);/g, (entity) => ENTITIES[entity]!);
}
