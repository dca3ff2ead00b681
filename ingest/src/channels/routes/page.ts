import { createHash } from "node:crypto";
import { CHANNELS, type Channel } from "@safar/schemas/journey";
import { isPersian, wordsIn } from "./words.js";

const STYLE =
  "body{font:1rem/1.6 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}" +
  "h1{font-size:1.4rem}button{font:inherit;padding:.5rem 1rem;border:1px solid #1a1a1a;border-radius:.3rem;background:#fff;color:inherit;cursor:pointer}" +
  "fieldset{border:1px solid #999;border-radius:.3rem;margin:2rem 0 1rem}label{display:block;padding:.25rem 0}";

/** No script, nothing of another host, forms to ourselves alone; the style by its hash. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256")
  .update(STYLE)
  .digest("base64")}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;

/** What the page says first. */
export type PageSays = "question" | "done" | "saved" | "unknown" | "failed";

/**
 * The page on which a reader unsubscribes or chooses.
 *
 * @param token undefined when the link can't be read: then the page only says so
 * @param channels those that are ticked
 */
export function readersPage(
  language: string,
  says: PageSays,
  token?: string,
  channels: readonly Channel[] = [],
): string {
  const words = wordsIn(language);
  const box = (channel: Channel) =>
    `<label><input type="checkbox" name="channel" value="${channel}"${channels.includes(channel) ? " checked" : ""}> ${words[channel]}</label>`;
  const forms =
    token === undefined
      ? ""
      : `${says === "question" || says === "failed" ? form(token, `<button name="do" value="unsubscribe">${words.unsubscribe}</button>`) : ""}
${form(token, `<fieldset><legend>${words.choose}</legend>${CHANNELS.map(box).join("")}</fieldset><button name="do" value="choose">${words.save}</button>`)}`;
  return `<!doctype html>
<html lang="${isPersian(language) ? "fa" : "en"}" dir="${isPersian(language) ? "rtl" : "ltr"}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${words.title}</title><style>${STYLE}</style></head>
<body><main><h1>${words.title}</h1><p role="status">${words[says]}</p>
${forms}</main></body></html>
`;
}

/** @param token of base64url, so nothing in it needs escaping */
function form(token: string, content: string): string {
  return `<form method="post" action="?t=${token}">${content}</form>`;
}
