import type { ListedJourney } from "@safar/schemas/dashboard";
import type { Read } from "../../ask/dashboard/question.js";
import { INTERNAL_DATABASE } from "../../store/warehouse/statements.js";
import { readPublished } from "../versions/published.js";
import { notSetUp, type SetUpChannels } from "./not-set-up.js";

/** Of which shop, and by whose days. */
export interface Shop {
  readonly source: string;
  readonly timeZone: string;
}

/** A view of a source's whole past, with these parameters. */
export const WHOLE_PAST = "source = {source:String}, since = '', until = '', time_zone = {time_zone:String}";

/** The journeys of a source as they stand, by name. */
export async function readList(
  read: Read,
  { source, timeZone }: Shop,
  setUp: SetUpChannels,
): Promise<ListedJourney[]> {
  const [published, reached] = await Promise.all([
    readPublished({ query: (select, params = {}) => read(select, params) }, source),
    read<{ journey: string; goals: number }>(
      `SELECT journey_id AS journey, toUInt32(countIf(goal_at IS NOT NULL)) AS goals
       FROM ${INTERNAL_DATABASE}.journey_runs(${WHOLE_PAST}) GROUP BY journey`,
      { source, time_zone: timeZone },
    ),
  ]);
  return published.map(({ name, definition, isPaused, version, publishedAt, entered, waiting, sent }) => ({
    ...{ name, version, publishedAt, entered, sent },
    title: definition.title ?? "",
    state: isPaused ? "paused" : "running",
    notSetUp: notSetUp(definition, setUp),
    waiting: waiting.reduce((sum, { runs }) => sum + runs, 0),
    goals:
      definition.goal === undefined ? null : (reached.find(({ journey }) => journey === name)?.goals ?? 0),
  }));
}
