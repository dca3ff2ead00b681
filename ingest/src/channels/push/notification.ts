import { createHash } from "node:crypto";
import type { OutgoingMessage } from "../channel.js";
import { LARGEST_TEXT } from "./encrypt.js";

/** What the shop's service worker is sent, and shows. */
export interface Notification {
  /** By it the worker tells ours from others. */
  readonly safar: 1;
  readonly title: string;
  readonly body: string;
  readonly lang: string;
  readonly dir: "rtl" | "ltr";
  /** One message is one notification, however often it arrives. */
  readonly tag: string;
  readonly icon?: string;
  readonly image?: string;
  /** Where a click leads. */
  readonly url?: string;
}

const RIGHT_TO_LEFT = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)(-|$)/i;
const CUT = "…";

/** The same for the same message: a Topic of RFC 8030 section 5.4, at most 32 characters. */
export function topicOf(id: string): string {
  return createHash("sha256").update(id).digest("base64url").slice(0, 32);
}

/**
 * A message as a notification, in JSON. A text that is too long for push services is cut.
 *
 * @returns undefined when it is too large without any text
 */
export function notificationOf({ id, content, language }: OutgoingMessage): Buffer | undefined {
  const { title = "", text, short, icon, image, link } = content;
  const whole: Notification = {
    safar: 1,
    ...{ title, body: (short ?? text).trim(), lang: language, tag: topicOf(id) },
    dir: RIGHT_TO_LEFT.test(language) ? "rtl" : "ltr",
    ...(icon ? { icon } : {}),
    ...(image ? { image } : {}),
    ...(link ? { url: link } : {}),
  };
  const json = Buffer.from(JSON.stringify(whole));
  if (json.length <= LARGEST_TEXT) return json;
  const bare = Buffer.byteLength(JSON.stringify({ ...whole, body: CUT }));
  const body = fitting(whole.body, LARGEST_TEXT - bare);
  return body === "" ? undefined : Buffer.from(JSON.stringify({ ...whole, body: `${body}${CUT}` }));
}

/** As much of a text's beginning as takes up so many bytes inside JSON. */
function fitting(text: string, bytes: number): string {
  let room = bytes;
  let end = 0;
  for (const character of text) {
    room -= Buffer.byteLength(JSON.stringify(character)) - 2;
    if (room < 0) break;
    end += character.length;
  }
  return text.slice(0, end).trimEnd();
}
