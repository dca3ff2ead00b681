import type { Channel } from "@safar/schemas/journey";

/** Which message to whom: all that later events of it need, so that nothing has to be looked up. */
export interface MessageAbout {
  readonly id: string;
  readonly source: string;
  /** One of the two names the person. */
  readonly userId?: string | undefined;
  readonly anonymousId?: string | undefined;
  readonly channel: Channel;
  readonly kind: "marketing" | "transactional";
  readonly to: string;
  readonly journey: string;
  readonly node: string;
  readonly language: string;
  /** When it was composed, epoch milliseconds. */
  readonly at: number;
}

type Packed = [1, string, string, string, string, string, string, string, string, string, string, number];

/** A message's facts as short as they can stand in a link. */
export function packAbout(about: MessageAbout): Packed {
  const { id, source, userId = "", anonymousId = "", channel, kind, to, journey, node, language, at } = about;
  return [1, id, source, userId, anonymousId, channel, kind, to, journey, node, language, at];
}

/** @param packed what was unsealed, so it is ours: only its version is looked at */
export function unpackAbout(packed: unknown): MessageAbout | undefined {
  if (!Array.isArray(packed) || packed[0] !== 1 || packed.length !== 12) return undefined;
  const [, id, source, userId, anonymousId, channel, kind, to, journey, node, language, at] =
    packed as Packed;
  return {
    ...{ id, source, to, journey, node, language, at },
    ...(userId === "" ? {} : { userId }),
    ...(anonymousId === "" ? {} : { anonymousId }),
    channel: channel as Channel,
    kind: kind as MessageAbout["kind"],
  };
}
