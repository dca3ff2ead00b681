import type { MessageContent, OutgoingMessage } from "../channel.js";
import type { MessageAbout } from "../message-about.js";
import { footerWord } from "../routes/words.js";
import { atTheEnd } from "./at-the-end.js";
import type { MessageLinks } from "./message-links.js";
import { trackHtml } from "./track-html.js";

/** The header by which an e-mail that comes back is known again: mail servers return the headers. */
export const MESSAGE_HEADER = "X-Safar-Message";

/**
 * A filled-in message as it is handed to its channel: links that tell of clicks and openings in HTML, and in marketing
 * e-mails a way to unsubscribe, in the headers and, where the template has none, at the end.
 *
 * Plain text and SMS keep their links: there a link is read as it is. A notification's link tells of the click.
 */
export function prepareMessage(
  about: MessageAbout,
  content: MessageContent,
  links: MessageLinks,
): OutgoingMessage {
  const { id, channel, kind, to, language } = about;
  const base = { id, channel, kind, to, language };
  if (channel === "sms") return { ...base, content, receiptUrl: links.receipt };
  if (channel === "push")
    return {
      ...base,
      content: content.link === undefined ? content : { ...content, link: links.click(content.link) },
    };
  if (channel !== "email") return { ...base, content };
  const isMarketing = kind === "marketing";
  const whole = isMarketing ? withFooter(content, links.unsubscribe, language) : content;
  return {
    ...base,
    content: whole.html === undefined ? whole : { ...whole, html: trackHtml(whole.html, links) },
    headers: { [MESSAGE_HEADER]: links.message },
    ...(isMarketing ? { unsubscribeUrl: links.unsubscribe } : {}),
  };
}

function withFooter(content: MessageContent, url: string, language: string): MessageContent {
  const word = footerWord(language);
  const text = content.text.includes(url) ? content.text : `${content.text.trimEnd()}\n\n${word}: ${url}\n`;
  if (content.html === undefined || content.html.includes(url)) return { ...content, text };
  return { ...content, text, html: atTheEnd(content.html, `<p><a href="${url}">${word}</a></p>`) };
}
