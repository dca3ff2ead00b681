import type { JourneyDefinition } from "@safar/schemas";
import type { Read } from "../../ask/dashboard/question.js";
import { DATABASE } from "../../store/warehouse/statements.js";
import { type PublishedJourney, readPublished } from "../versions/published.js";
import { type Lift, readLifts } from "./read-lifts.js";
import { type Shop, WHOLE_PAST } from "./read-list.js";

/** How far people came at a node of a version, as the view journey_funnel says it; the node '' is the entry. */
export interface Passed {
  readonly version: number;
  readonly node: string;
  readonly came: number;
  readonly came_control: number;
  readonly waiting: number;
  readonly left_by_goal: number;
  readonly left_merged: number;
}

/** What became of the messages of a node by a channel, as the view message_performance says it. */
export interface Messages {
  readonly node: string;
  readonly channel: string;
  readonly sent: number;
  readonly under_way: number;
  readonly not_sent: number;
  /** How many were not sent for which reason. */
  readonly not_sent_why: Readonly<Record<string, number>>;
  readonly rejected: number;
  readonly in_doubt: number;
  readonly delivered: number;
  readonly opened: number;
  readonly clicked: number;
  readonly unsubscribed: number;
  readonly ordered: number;
}

/** A journey with its figures, in all versions. */
export interface OneJourney
  extends Pick<PublishedJourney, "name" | "change" | "version" | "publishedAt" | "changedAt"> {
  readonly state: "running" | "paused";
  readonly definition: JourneyDefinition;
  readonly segments: Readonly<Record<string, string>>;
  readonly passed: readonly Passed[];
  readonly messages: readonly Messages[];
  /** Undefined while nobody came in. */
  readonly lift: Lift | undefined;
}

/** Within so many hours after a message an order counts as one of its reader. */
const ORDERED_WITHIN = 7 * 24;

const COUNTS = [
  ...["sent", "under_way", "not_sent", "rejected", "in_doubt", "delivered", "opened", "clicked"],
  ...["unsubscribed", "ordered"],
];

/** A journey by its name. @returns one, or nothing where none of this name is published */
export async function readOne(read: Read, shop: Shop, journey: string): Promise<OneJourney[]> {
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
