import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFolderWarehouse } from "../../../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../../../src/store/migrate/migrate.js";
import { readSchemaFiles, schemaFolder } from "../../../../src/store/migrate/schema-files.js";
import type { View } from "../../../../src/store/migrate/views/read-views.js";
import { PINNED_SETTINGS } from "../../../../src/store/migrate/views/settings.js";
import type { Warehouse } from "../../../../src/store/warehouse/warehouse.js";
import { refreshVisits } from "../../../figures/refresh-visits.js";
import { insertVariedShop } from "../../../figures/varied-shop.js";
import { questionOf } from "../../../figures/view-questions.js";

/**
 * What a client may send beside a question, each other than its default. All settings of the engine were gone through
 * for those that change what a SELECT says; formats, limits of resources and other engines' connections do not.
 */
const SENT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  joins: {
    join_use_nulls: "1",
    join_default_strictness: "'ANY'",
    any_join_distinct_right_table_keys: "1",
    join_any_take_last_row: "1",
    join_algorithm: "'full_sorting_merge,hash'",
    joined_subquery_requires_alias: "0",
    transform_null_in: "1",
  },
  aggregates: {
    aggregate_functions_null_for_empty: "1",
    empty_result_for_aggregation_by_empty_set: "1",
    empty_result_for_aggregation_by_constant_keys_on_empty_set: "0",
    group_by_use_nulls: "1",
    count_distinct_implementation: "'uniq'",
    extremes: "1",
    min_count_to_compile_aggregate_expression: "0",
  },
  names: {
    prefer_column_name_to_alias: "1",
    analyzer_compatibility_allow_non_aggregate_in_having: "1",
    analyzer_compatibility_join_using_top_level_identifier: "1",
    analyzer_compatibility_prefer_alias_over_subcolumn: "1",
    asterisk_include_alias_columns: "1",
    asterisk_include_materialized_columns: "1",
    enable_positional_arguments: "0",
    union_default_mode: "'DISTINCT'",
  },
  values: {
    cast_keep_nullable: "1",
    least_greatest_legacy_null_behavior: "1",
    decimal_check_overflow: "0",
    short_circuit_function_evaluation: "'disable'",
    validate_enum_literals_in_operators: "1",
    enable_named_columns_in_function_tuple: "1",
    use_variant_as_common_type: "1",
  },
  times: {
    session_timezone: "'America/New_York'",
    date_time_overflow_behavior: "'throw'",
    cast_string_to_date_time_mode: "'basic'",
    date_time_input_format: "'best_effort'",
    enable_extended_results_for_datetime_functions: "1",
    function_date_trunc_return_type_behavior: "1",
  },
  "what is read": {
    final: "1",
    do_not_merge_across_partitions_select_final: "1",
    apply_deleted_mask: "0",
    apply_mutations_on_fly: "1",
    ignore_cold_parts_seconds: "1",
    additional_table_filters: "{'safar.event_rows': '1 = 0', 'safar.visit_parts': '1 = 0'}",
    distributed_product_mode: "'local'",
    distributed_group_by_no_merge: "1",
    skip_unavailable_shards: "1",
  },
  "how it is computed": {
    max_threads: "1",
    max_block_size: "7",
    optimize_move_to_prewhere: "0",
    optimize_and_compare_chain: "1",
    optimize_aggregators_of_group_by_keys: "1",
  },
};

/** Limits at which a client asks for what was computed so far. A view answers in full or with an error. */
const LIMITS: Readonly<Record<string, string>> = {
  max_rows_to_group_by: "3",
  group_by_overflow_mode: "'any'",
  max_rows_in_distinct: "3",
  distinct_overflow_mode: "'break'",
  max_rows_in_join: "3",
  join_overflow_mode: "'break'",
  max_rows_in_set: "3",
  set_overflow_mode: "'break'",
  max_rows_to_sort: "3",
  sort_overflow_mode: "'break'",
  max_rows_to_read: "3",
  read_overflow_mode: "'break'",
};

/** Of these another value is refused by the engine, or needs several servers or replicas; or they concern an answer. */
const NOT_SENT = [
  "force_grouping_standard_compatibility",
  "enable_global_with_statement",
  "enable_scopes_for_with_statement",
  "compile_aggregate_expressions",
  "asterisk_include_virtual_columns",
  "prefer_warmed_unmerged_parts_seconds",
  "additional_result_filter",
  "enable_parallel_replicas",
  "read_overflow_mode_leaf",
  "transfer_overflow_mode",
  "timeout_overflow_mode",
  "timeout_overflow_mode_leaf",
];

/** Their rows depend on when they are asked. */
const TIMED = new Set(["events_by_minute"]);

let folder: string;
let warehouse: Warehouse & { close(): Promise<void> };
let views: readonly View[];
let expected: Map<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-settings-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  await insertVariedShop(warehouse);
  await refreshVisits(warehouse);
  await warehouse.command("SYSTEM STOP VIEW safar.visit_parts_refresh");
  views = (await readSchemaFiles(schemaFolder())).views.filter(({ name }) => !TIMED.has(name));
  expected = new Map();
  for (const view of views) expected.set(view.name, await answerOf(view));
});
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

const asText = (settings: Readonly<Record<string, string>>) =>
  Object.entries(settings)
    .map((setting) => setting.join(" = "))
    .join(", ");

/** Its rows as text, or the name of the error. The caller's settings stand at the end, as a client sends them. */
async function answerOf(view: View, settings: Readonly<Record<string, string>> = {}): Promise<string> {
  const sent = asText(settings);
  return await warehouse.query(`${questionOf(view)}${sent === "" ? "" : ` SETTINGS ${sent}`}`).then(
    // means of Float64 depend in their last digit on the order in which they are added up
    (rows) =>
      JSON.stringify(rows, (_, cell) => (typeof cell === "number" ? Number(cell.toPrecision(12)) : cell)),
    (error: { type: string }) => error.type,
  );
}

it("every view has rows to compare", () => {
  for (const { name } of views) expect(expected.get(name), name).toMatch(/^\[\{/);
});

it("every setting that views have of their own is tried", () => {
  const tried = [...Object.values(SENT), LIMITS].flatMap((settings) => Object.keys(settings));
  expect(Object.keys(PINNED_SETTINGS).filter((name) => ![...tried, ...NOT_SENT].includes(name))).toEqual([]);
});

// SAFAR_TEST_SETTINGS=each sends one setting at a time, to find which one of a group it is.
const each = process.env.SAFAR_TEST_SETTINGS === "each";
const groups = each
  ? Object.values(SENT).flatMap((settings) =>
      Object.entries(settings).map(([name, value]): [string, Record<string, string>] => [
        name,
        { [name]: value },
      ]),
    )
  : Object.entries(SENT);

describe("no view says anything else when its caller sends settings", { timeout: 600_000 }, () => {
  it.each(groups)("of %s", async (_, settings) => {
    for (const view of views)
      expect(await answerOf(view, settings), `${view.name}, ${asText(settings)}`).toBe(
        expected.get(view.name),
      );
  });

  it("or it refuses, when it meets a limit", async () => {
    let refused = 0;
    for (const view of views) {
      const answer = await answerOf(view, LIMITS);
      if (/^[A-Z_]+$/.test(answer)) refused++;
      else expect(answer, view.name).toBe(expected.get(view.name));
    }
    expect(refused).toBeGreaterThan(10);
  });
});
