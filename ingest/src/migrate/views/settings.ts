/**
 * Settings that every view has of its own, whatever its caller has set.
 */
export const PINNED_SETTINGS: Readonly<Record<string, string>> = {
  // What the engine looks for in a question, at a third of the time that it takes to plan one, and does not find in
  // these: comparisons of one thing with several constants, and aggregates of what is grouped by.
  optimize_and_compare_chain: "0",
  optimize_aggregators_of_group_by_keys: "0",
};
