import type { JourneyDefinition, JourneyMessage } from "@safar/schemas";
import type { Channel } from "@safar/schemas/journey";
import type { OutgoingMessage } from "../../channels/channel.js";
import type { Run } from "../run/run.js";
import { fillIn } from "../templates/fill-in.js";
import type { LivePerson } from "./people.js";

/** A message as it is handed over; or why it can't be made. */
export type Composed =
  | { readonly message: OutgoingMessage; readonly stopped?: never }
  | { readonly message?: never; readonly stopped: string };

/** What the shop says of itself in messages. */
export type ShopData = Readonly<Record<string, unknown>>;

/** Fills in the message of a node for a person. */
export function composeMessage(
  definition: JourneyDefinition,
  run: Run,
  nodeName: string,
  id: string,
  person: LivePerson,
  channel: Channel,
  shop: ShopData,
): Composed {
  const node = definition.nodes[nodeName];
  if (node?.type !== "send") return { stopped: `the journey has no message at ${nodeName}` };
  const { traits } = person.contact;
  const language = languageOf(traits, Object.keys(node.message));
  const written = node.message[language] as JourneyMessage;
  const filled = fillIn(written, language, { profile: traits, event: run.entry.properties, shop });
  if (filled.stopped) return { stopped: `${filled.stopped.field}: ${filled.stopped.reason}` };
  const { subject, text, html, short } = filled.message;
  return {
    message: {
      ...{ id, channel, language, kind: node.kind ?? "marketing" },
      to: String(channel === "sms" ? traits.phone : traits.email).trim(),
      content: {
        text,
        ...(subject === undefined ? {} : channel === "push" ? { title: subject } : { subject }),
        ...(html === undefined ? {} : { html }),
        ...(short === undefined ? {} : { short }),
      },
    },
  };
}

/** The person's language, told by the trait `language` or `locale`, where the message has it; else its first. */
function languageOf(traits: Readonly<Record<string, unknown>>, written: readonly string[]): string {
  const told = [traits.language, traits.locale].find((each) => typeof each === "string") as
    | string
    | undefined;
  const wanted = told?.replace("_", "-").toLowerCase() ?? "";
  return (
    written.find((each) => each.toLowerCase() === wanted) ??
    written.find((each) => each.split("-")[0] === wanted.split("-")[0]) ??
    written[0]!
  );
}
