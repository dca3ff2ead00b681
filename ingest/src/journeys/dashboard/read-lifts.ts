import type { Lift } from "@safar/schemas/dashboard";
import type { Read } from "../../ask/dashboard/question.js";
import { DATABASE } from "../../store/warehouse/statements.js";
import { type Shop, WHOLE_PAST } from "./read-list.js";

const RATES = ["treated_goal_rate", "control_goal_rate", "goal_difference"];
const ENDS = [
  "goal_difference_from",
  "goal_difference_to",
  "revenue_difference_from",
  "revenue_difference_to",
];
const MONEY = ["treated_revenue_per_person", "control_revenue_per_person", "revenue_difference"];

/** How long after coming in the goal counts, in days. */
export const GOAL_DAYS = 30;

/** The lift of each journey, in the source's own currency. @param journey one alone */
export async function readLifts(read: Read, { source, timeZone }: Shop, journey = ""): Promise<Lift[]> {
  const columns = [
    "v.journey AS journey",
    ...["treated", "control", "too_recent"].map((name) => `toUInt32(v.${name}) AS ${name}`),
    // An empty group has no rate, and an interval without end is none.
    ...[...RATES, ...ENDS].map((name) => `if(isFinite(v.${name}), toFloat64(v.${name}), NULL) AS ${name}`),
    ...MONEY.map((name) => `toString(v.${name}) AS ${name}`),
    ...["verdict", "currency", "revenue_verdict"].map((name) => `toString(v.${name}) AS ${name}`),
  ];
  return await read<Lift>(
    `SELECT ${columns.join(", ")}
     FROM ${DATABASE}.journey_lift(${WHOLE_PAST}, goal_days = '${GOAL_DAYS}', currency = '') AS v
     WHERE {journey:String} = '' OR v.journey = {journey:String} ORDER BY v.journey`,
    { source, time_zone: timeZone, journey },
  );
}
