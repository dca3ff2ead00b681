import type { JourneyDefinition } from "@safar/schemas";
import type { Channel } from "@safar/schemas/journey";
import type { MessageContent, OutgoingMessage } from "../../channels/channel.js";
import { messageLinks } from "../../channels/links/message-links.js";
import { prepareMessage } from "../../channels/links/prepare.js";
import type { Seal } from "../../channels/links/seal.js";
import type { MessageAbout } from "../../channels/message-about.js";
import type { Run } from "../run/run.js";
import { addressOf, browserOf } from "../sending/contact.js";
import { fillMessage, type ShopData, stoppedText } from "../sending/fill-message.js";
import type { MessageData } from "../templates/fill-in.js";
import type { IsShopLink } from "../templates/shop-links.js";
import type { LivePerson } from "./people.js";

/** A message as it is handed over; or why it can't be made. */
export type Composed =
  | { readonly message: OutgoingMessage; readonly about: MessageAbout; readonly stopped?: never }
  | { readonly message?: never; readonly stopped: string };

/** What the links of messages are made of. */
export interface LinkParts {
  readonly seal: Seal;
  /** Where people reach the collector, without a path. */
  readonly publicUrl: string;
  /** Which addresses that pages told may stand in a message. */
  readonly isShopLink: IsShopLink;
}

/** Which message of which run is composed, and when, epoch milliseconds. */
export interface ComposeAsked {
  readonly id: string;
  readonly source: string;
  readonly journey: string;
  readonly node: string;
  readonly channel: Channel;
  readonly at: number;
}

/** Fills in the message of a node for a person, with its links and, in marketing e-mails, a way to unsubscribe. */
export function composeMessage(
  definition: JourneyDefinition,
  run: Run,
  { id, source, journey, node: nodeName, channel, at }: ComposeAsked,
  person: LivePerson,
  { shop, recommended }: { readonly shop: ShopData } & Pick<MessageData, "recommended">,
  { seal, publicUrl, isShopLink }: LinkParts,
): Composed {
  const node = definition.nodes[nodeName];
  if (node?.type !== "send") return { stopped: `the journey has no message at ${nodeName}` };
  const { language, filled } = fillMessage(node, run, { ...person, recommended }, shop, isShopLink);
  if (filled.stopped) return { stopped: stoppedText(filled.stopped) };
  const { subject, text, html, short, link, icon, image } = filled.message;
  const content: MessageContent = {
    text,
    ...(subject === undefined ? {} : channel === "push" ? { title: subject } : { subject }),
    ...(html === undefined ? {} : { html }),
    ...(short === undefined ? {} : { short }),
    ...(channel !== "push"
      ? {}
      : {
          ...(link === undefined ? {} : { link }),
          ...(icon === undefined ? {} : { icon }),
          ...(image === undefined ? {} : { image }),
        }),
  };
  const about: MessageAbout = {
    ...{ id, source, journey, node: nodeName, channel, language, at },
    ...(person.isGuest ? { anonymousId: person.id } : { userId: person.id }),
    kind: node.kind ?? "marketing",
    to: addressOf(person.contact, channel) ?? "",
  };
  const message = prepareMessage(about, content, messageLinks(about, seal, publicUrl));
  const browser = channel === "push" ? browserOf(person.contact) : undefined;
  return { message: browser === undefined ? message : { ...message, keys: browser }, about };
}
