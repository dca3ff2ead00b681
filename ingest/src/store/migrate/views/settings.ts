/**
 * Settings fixed in each view, so that no figure depends on the caller's settings: clients such as Cube or Superset
 * send some with every query. Callers can't override them. The caller's own limits still apply, but give an error
 * instead of fewer rows.
 *
 * A test finds which settings change the views' results: ingest/test/store/migrate/views/settings.test.ts.
 */
export const PINNED_SETTINGS: Readonly<Record<string, string>> = {
  // joins: how many rows match, and the values where none does
  join_use_nulls: "0",
  join_default_strictness: "'ALL'",
  any_join_distinct_right_table_keys: "0",
  join_any_take_last_row: "0",
  // aggregates of nothing, and groups
  aggregate_functions_null_for_empty: "0",
  empty_result_for_aggregation_by_empty_set: "0",
  empty_result_for_aggregation_by_constant_keys_on_empty_set: "1",
  group_by_use_nulls: "0",
  force_grouping_standard_compatibility: "1",
  count_distinct_implementation: "'uniqExact'",
  extremes: "0",
  // compiled min and max of a DateTime64 before 1970 are wrong: from the fourth query on, when the engine compiles
  // them, the earlier of an order of 1969 and one of 2026 was that of 2026
  compile_aggregate_expressions: "0",
  // what a name stands for
  prefer_column_name_to_alias: "0",
  enable_global_with_statement: "1",
  enable_scopes_for_with_statement: "1",
  analyzer_compatibility_allow_non_aggregate_in_having: "0",
  analyzer_compatibility_join_using_top_level_identifier: "0",
  analyzer_compatibility_prefer_alias_over_subcolumn: "0",
  asterisk_include_alias_columns: "0",
  asterisk_include_materialized_columns: "0",
  asterisk_include_virtual_columns: "0",
  // what a value becomes
  cast_keep_nullable: "0",
  transform_null_in: "0",
  least_greatest_legacy_null_behavior: "0",
  decimal_check_overflow: "1",
  short_circuit_function_evaluation: "'enable'",
  use_variant_as_common_type: "0",
  enable_named_columns_in_function_tuple: "0",
  validate_enum_literals_in_operators: "0",
  // time
  session_timezone: "'UTC'",
  date_time_overflow_behavior: "'ignore'",
  cast_string_to_date_time_mode: "'best_effort'",
  enable_extended_results_for_datetime_functions: "0",
  function_date_trunc_return_type_behavior: "0",
  // which rows are read: all, each once, on every shard
  final: "0",
  apply_deleted_mask: "1",
  apply_mutations_on_fly: "0",
  do_not_merge_across_partitions_select_final: "0",
  ignore_cold_parts_seconds: "0",
  prefer_warmed_unmerged_parts_seconds: "0",
  additional_table_filters: "{}",
  additional_result_filter: "''",
  skip_unavailable_shards: "0",
  distributed_group_by_no_merge: "0",
  distributed_product_mode: "'deny'",
  enable_parallel_replicas: "0",
  union_default_mode: "''",
  // reaching a limit is an error
  read_overflow_mode: "'throw'",
  read_overflow_mode_leaf: "'throw'",
  group_by_overflow_mode: "'throw'",
  sort_overflow_mode: "'throw'",
  distinct_overflow_mode: "'throw'",
  set_overflow_mode: "'throw'",
  join_overflow_mode: "'throw'",
  transfer_overflow_mode: "'throw'",
  timeout_overflow_mode: "'throw'",
  timeout_overflow_mode_leaf: "'throw'",
  // Optimizations that take a third of the planning time and never apply to our views: comparisons of one expression
  // with several constants, and aggregates of grouping keys.
  optimize_and_compare_chain: "0",
  optimize_aggregators_of_group_by_keys: "0",
};
