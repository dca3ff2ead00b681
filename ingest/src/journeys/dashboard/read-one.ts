import type { Messages, OneJourney, Passed } from "@safar/schemas/dashboard";
import type { Read } from "../../ask/dashboard/question.js";
import { DATABASE } from "../../store/warehouse/statements.js";
import { readPublished } from "../versions/published.js";
import { notSetUp, type SetUpChannels } from "./not-set-up.js";
import { readLifts } from "./read-lifts.js";
import { type Shop, WHOLE_PAST } from "./read-list.js";

/** Within so many hours after a message an order counts as one of its reader. */
const ORDERED_WITHIN = 7 * 24;

const COUNTS = [
  ...["sent", "under_way", "not_sent", "rejected", "in_doubt", "delivered", "opened", "clicked"],
  ...["unsubscribed", "ordered"],
];

/** A journey by its name. @returns one, or nothing where none of this name is published */
export async function readOne(
  read: Read,
  shop: Shop,
  journey: string,
  setUp: SetUpChannels,
): Promise<OneJourney[]> {
  const [published] = await readPublished(
    { query: (select, params = {}) => read(select, params) },
    shop.source,
    journey,
  );
  if (published === undefined) return [];
  const [passed, messages, lifts] = await Promise.all([
    readPassed(read, shop, journey),
    readMessages(read, shop, journey),
    readLifts(read, shop, journey),
  ]);
  const { name, change, version, publishedAt, changedAt, isPaused, definition, segments } = published;
  return [
    {
      ...{ name, change, version, publishedAt, changedAt, definition, segments, passed, messages },
      state: isPaused ? "paused" : "running",
      notSetUp: notSetUp(definition, setUp),
      lift: lifts[0],
    },
  ];
}

function readPassed(read: Read, { source, timeZone }: Shop, journey: string): Promise<Passed[]> {
  const counts = ["came", "came_control", "waiting", "left_by_goal", "left_merged"];
  return read<Passed>(
    `SELECT toUInt32(v.version) AS version, toString(v.node) AS node,
       ${counts.map((name) => `toUInt32(v.${name}) AS ${name}`).join(", ")}
     FROM ${DATABASE}.journey_funnel(${WHOLE_PAST}) AS v
     WHERE v.journey = {journey:String} ORDER BY v.version, v.place, v.node`,
    { source, time_zone: timeZone, journey },
  );
}

function readMessages(read: Read, { source, timeZone }: Shop, journey: string): Promise<Messages[]> {
  return read<Messages>(
    `SELECT toString(v.node) AS node, toString(v.channel) AS channel,
       CAST(sumMap(v.not_sent_why), 'Map(String, UInt32)') AS not_sent_why,
       ${COUNTS.map((name) => `toUInt32(sum(v.${name})) AS ${name}`).join(", ")}
     FROM ${DATABASE}.message_performance(${WHOLE_PAST}, within_hours = '${ORDERED_WITHIN}') AS v
     WHERE v.journey = {journey:String} GROUP BY v.node, v.channel ORDER BY v.node, v.channel`,
    { source, time_zone: timeZone, journey },
  );
}
