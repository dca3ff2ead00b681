import type { QueryLimits } from "./limits.js";

/** A client's settings, sorted by what becomes of them. */
export interface SortedSettings {
  /** In force for the query: the client's where they are open, and the limits. */
  readonly applied: ReadonlyMap<string, string>;
  /** On no list: not the client's to change, or unknown to the engine. */
  readonly closed: readonly string[];
}

/** Parameters of the HTTP interface that are no settings of the engine. */
const NOT_SETTINGS = new Set(
  `query query_id database default_format user password quota_key session_id session_timeout session_check
   close_session role profile compress decompress buffer_size wait_end_of_query stacktrace
   client_protocol_version add_http_cors_header framing`.split(/\s+/),
);

/**
 * Settings that change what an answer means or looks like, and reach nothing else. Left out with care:
 * filters that hold expressions (`additional_table_filters`), names of functions
 * (`count_distinct_implementation`), other dialects, and whatever names a file or a host
 * (`format_schema`, `output_format_schema`, `format_template_*`, `format_avro_schema_registry_url`).
 */
const OPEN = new Set(
  `aggregate_functions_null_for_empty any_join_distinct_right_table_keys bool_false_representation
   bool_true_representation cast_keep_nullable cast_string_to_dynamic_use_inference
   date_time_input_format date_time_output_format decimal_check_overflow describe_compact_output
   describe_include_subcolumns distinct_overflow_mode empty_result_for_aggregation_by_empty_set
   enable_positional_arguments except_default_mode extremes final format_csv_delimiter
   format_csv_null_representation format_tsv_null_representation formatdatetime_f_prints_single_zero
   formatdatetime_parsedatetime_m_is_month_name group_by_overflow_mode group_by_use_nulls
   intersect_default_mode interval_output_format join_default_strictness join_overflow_mode join_use_nulls
   joined_subquery_requires_alias limit max_subquery_depth offset prefer_column_name_to_alias read_overflow_mode
   regexp_max_matches_per_row result_overflow_mode session_timezone set_overflow_mode sort_overflow_mode
   timeout_overflow_mode totals_mode transform_null_in union_default_mode
   output_format_decimal_trailing_zeros output_format_write_statistics output_format_trim_fixed_string
   output_format_enable_streaming output_format_parallel_formatting`.split(/\s+/),
);
const OPEN_FAMILY =
  /^output_format_(?:arrow|binary|bson|csv|json|markdown|msgpack|native|orc|parquet|pretty|sql_insert|tsv|values|xml)_[a-z0-9_]+$/;

/** Settings of which a client may ask for less, where this interface sets no limit of its own. */
const OPEN_LIMITS = new Set(
  `max_rows_to_read max_bytes_to_read max_rows_to_group_by max_rows_to_sort max_bytes_to_sort
   max_rows_in_join max_bytes_in_join max_rows_in_distinct max_bytes_in_distinct max_columns_to_read
   max_rows_in_set max_bytes_in_set max_result_rows max_result_bytes max_execution_time
   max_memory_usage`.split(/\s+/),
);

/** Settings that clients send by habit and that change no answer here: transport, writing, logs, speed. */
const WITHOUT_EFFECT =
  /^(?:(?:async_insert|connect_timeout|distributed|http|input_format|insert|log|optimize|send|receive|network|max_insert|min_insert|allow|enable|use)_.+|async_insert|connect_timeout|load_balancing|max_block_size|max_threads|priority|replace_running_query|max_concurrent_queries_for_user|max_query_size|max_ast_elements|cancel_http_readonly_queries_on_client_close|date_time_overflow_behavior|queue_max_wait_ms)$/;

/**
 * Sorts what a client sent with its request and joins it with the limits.
 *
 * @param sent names and values of all parameters of the request
 */
export function sortSettings(sent: Iterable<readonly [string, string]>, limits: QueryLimits): SortedSettings {
  const applied = new Map<string, string>();
  const closed: string[] = [];
  const asked = new Map<string, string>();
  for (const [name, value] of sent) {
    if (NOT_SETTINGS.has(name) || name.startsWith("param_")) continue;
    if (OPEN.has(name) || OPEN_FAMILY.test(name)) applied.set(name, value);
    else if (OPEN_LIMITS.has(name)) asked.set(name, value);
    else if (!WITHOUT_EFFECT.test(name) && !(name === "readonly" && value === "1")) closed.push(name);
  }
  const own = limitSettings(limits);
  for (const [name, value] of asked) {
    const number = Number(value);
    if (number > 0) applied.set(name, String(Math.min(number, own.get(name) ?? number)));
  }
  for (const [name, limit] of own) if (!applied.has(name)) applied.set(name, String(limit));
  return { applied, closed };
}

function limitSettings(limits: QueryLimits): ReadonlyMap<string, number> {
  return new Map([
    ["max_execution_time", limits.maxExecutionSeconds],
    ["max_memory_usage", limits.maxMemoryBytes],
    ["max_result_rows", limits.maxResultRows],
    ["max_result_bytes", limits.maxResultBytes],
    ["max_temporary_data_on_disk_size_for_query", limits.maxTemporaryBytes],
    // The statement travels as a string literal once, in which every character may be escaped.
    ["max_query_size", 4 * limits.maxQueryBytes + 4096],
    ["allow_introspection_functions", 0],
    // On in the embedded engine, off on a server: a bare expression would be a SELECT.
    ["implicit_select", 0],
  ]);
}
