import { CHANNELS, type Channel } from "@safar/schemas/journey";
import type { PersonId } from "../../channels/find-message.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { readLivePeople } from "../engine/people.js";
import { CONTACT_EVENTS } from "../sending/contact.js";
import { readKey } from "./read-ids.js";

/**
 * The channels by which a person wants marketing now, by the rule of the engine: the last word counts, also one that
 * was said under another id of theirs.
 *
 * @throws {WarehouseError} when ClickHouse can't be asked in time
 */
export async function readChoices(
  reader: Pick<Warehouse, "query">,
  source: string,
  { userId, anonymousId }: PersonId,
): Promise<Channel[]> {
  const asked = { source, id: userId ?? anonymousId ?? "", isGuest: userId === undefined };
  const read = <Row>(select: string, params: object = {}) => reader.query<Row>(select, { ...params });
  const key = await readKey(read, asked);
  if (key === undefined) return [];
  const names = ["identify", ...CONTACT_EVENTS];
  const [person] = await readLivePeople(reader, { source, keys: [key], names });
  return CHANNELS.filter((channel) => person?.contact.said[channel] === "subscribed");
}
