import type { ComposedQuestion } from "../../ask/dashboard/question.js";
import { readShipped } from "./drafts.js";
import type { SetUpChannels } from "./not-set-up.js";
import { readLifts } from "./read-lifts.js";
import { readList } from "./read-list.js";
import { readOne } from "./read-one.js";

/**
 * What the dashboard can ask about journeys. All of it is of the whole time since a journey was published first.
 *
 * @param setUp the channels by which this process sends
 */
export const journeyQuestions = (setUp?: SetUpChannels) =>
  ({
    /** The journeys as they stand, see {@link readList}. */
    journeys: {
      params: ["source", "time_zone"],
      rows: (read, { source = "", time_zone: timeZone = "" }) => readList(read, { source, timeZone }, setUp),
    },
    /** One journey with the figures of its nodes, see {@link readOne}: one row, or none. */
    journey: {
      params: ["source", "time_zone", "journey"],
      rows: (read, { source = "", time_zone: timeZone = "", journey = "" }) =>
        readOne(read, { source, timeZone }, journey, setUp),
    },
    /** The journeys that come with Safar, to begin with. */
    shipped: { params: [], rows: () => readShipped() },
    /** What the journeys bring about beside their control groups, see {@link readLifts}. */
    lifts: {
      params: ["source", "time_zone"],
      rows: (read, { source = "", time_zone: timeZone = "" }) => readLifts(read, { source, timeZone }),
    },
  }) as const satisfies Readonly<Record<string, ComposedQuestion>>;
