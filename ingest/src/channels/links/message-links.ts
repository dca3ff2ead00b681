import { type MessageAbout, packAbout, unpackAbout } from "../message-about.js";
import type { Seal } from "./seal.js";

/** Where the links of messages lead to at the collector. */
export const LINK_PATHS = {
  click: "/m/click",
  open: "/m/open.gif",
  unsubscribe: "/m/unsubscribe",
  "sms-receipt": "/m/sms/receipt",
} as const;

/** Where pages ask for what browsers subscribe with. */
export const PUSH_KEY_PATH = "/v1/push-key";

/** The addresses that stand in a message. */
export interface MessageLinks {
  readonly unsubscribe: string;
  /** An image of one pixel that tells of an opening. */
  readonly open: string;
  /** For the header by which a message that comes back is known again. */
  readonly message: string;
  /** Where a provider of SMS tells what became of it. */
  readonly receipt: string;
  click(url: string): string;
}

/** @param publicUrl where people reach the collector, without a path */
export function messageLinks(about: MessageAbout, seal: Seal, publicUrl: string): MessageLinks {
  const packed = packAbout(about);
  const address = (use: keyof typeof LINK_PATHS, content: unknown) =>
    `${publicUrl.replace(/\/$/, "")}${LINK_PATHS[use]}?t=${seal.seal(use, content)}`;
  return {
    unsubscribe: address("unsubscribe", packed),
    open: address("open", packed),
    message: seal.seal("message", packed),
    receipt: address("sms-receipt", packed),
    // A notification is small, and its address long: the click needs none.
    click: (url) =>
      address("click", [about.channel === "push" ? packAbout({ ...about, to: "" }) : packed, url]),
  };
}

/** The message that a token tells of. */
export function aboutOf(seal: Seal, use: "open" | "unsubscribe" | "message" | "sms-receipt", token: unknown) {
  return typeof token === "string" ? unpackAbout(seal.unseal(use, token)) : undefined;
}

/** The message and the target of a link; the target stands in the token, so a link leads only where we said. */
export function clickOf(seal: Seal, token: unknown): { about: MessageAbout; url: string } | undefined {
  const content = typeof token === "string" ? seal.unseal("click", token) : undefined;
  if (!Array.isArray(content)) return undefined;
  const about = unpackAbout(content[0]);
  return about && typeof content[1] === "string" ? { about, url: content[1] } : undefined;
}
