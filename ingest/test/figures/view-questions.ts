import type { View } from "../../src/store/migrate/views/read-views.js";

/** What a view is asked with: a value for every parameter that a view may have. */
const PARAMETERS: Readonly<Record<string, string>> = {
  acquired_by: "campaign",
  after: "2020-01-01 00:00:00",
  currency: "",
  goal_days: "30",
  min_orders: "1",
  minutes: "30",
  period: "month",
  segment_by: "device",
  since: "2024-12-01",
  source: "shop",
  steps: "",
  time_zone: "Europe/Amsterdam",
  unit: "session",
  until: "2025-06-01",
  window_hours: "24",
  windows: "24",
  within_hours: "24",
};

/** Views that are asked by when the collector received something, which is now. */
const OF_NOW: Readonly<Record<string, Readonly<Record<string, string>>>> = { anomalies: { until: "" } };

/** Lists in which the order says nothing, nor that something stands there twice: they are compared as sets. */
const SETS: Readonly<Record<string, readonly string[]>> = { visits: ["steps"] };

/** When a row was written, and how long ago: another time for the same events. */
const TIMES: Readonly<Record<string, readonly string[]>> = {
  recent_events: ["stored_at"],
  anomalies: ["first_at", "last_at"],
  events_by_minute: ["minutes_ago"],
};

/** The question of a view's rows, in an order of their own, whatever engine or cluster is asked. */
export function questionOf(view: View, given: Readonly<Record<string, string>> = {}): string {
  const value = (name: string) => {
    const text = given[name] ?? OF_NOW[view.name]?.[name] ?? PARAMETERS[name];
    if (text === undefined) throw new Error(`Say with which ${name} the view ${view.name} is asked.`);
    return `${name} = '${text}'`;
  };
  const list = view.parameters.length === 0 ? "" : `(${view.parameters.map(value).join(", ")})`;
  const sets = (SETS[view.name] ?? []).map((column) => `arraySort(arrayDistinct(${column})) AS ${column}`);
  const times = TIMES[view.name] ?? [];
  const except = times.length === 0 ? "" : ` EXCEPT (${times.join(", ")})`;
  const replace = sets.length === 0 ? "" : ` REPLACE (${sets.join(", ")})`;
  return `SELECT *${except}${replace} FROM ${view.database}.${view.name}${list} ORDER BY ALL`;
}
