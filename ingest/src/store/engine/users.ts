import { createHash, randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { PRIVATE_TABLES } from "@safar/schemas";
import { DATABASE, INTERNAL_DATABASE } from "../warehouse/statements.js";
import type { EngineLimits } from "./limits.js";

/** The ClickHouse users of Safar's parts. Their passwords are new at each start. */
export interface EngineLogins {
  /** Writes events and dead letters. */
  readonly collector: Login;
  /** Reads for the dashboard and the demo shop. */
  readonly dashboard: Login;
  /** Creates tables, erases persons, makes backups. */
  readonly operator: Login;
}

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** The analysts' user, and ClickHouse's default when a client names none. */
export const ANALYST = "default";

/** New passwords. Only this process has them; the engine's file has their hashes. */
export function newLogins(): EngineLogins {
  const login = (username: string): Login => ({ username, password: randomBytes(24).toString("base64url") });
  return {
    collector: login("safar_collector"),
    dashboard: login("safar_dashboard"),
    operator: login("safar_operator"),
  };
}

/** Most bytes of one query parameter, such as a list of ids. ClickHouse's default is 128 KiB. */
const LONGEST_PARAMETER = 16 * 1024 ** 2;

/** Tables of `system` that drivers and BI tools read; none of them reveals other users or the machine's files. */
const SYSTEM_TABLES =
  `aggregate_function_combinators build_options clusters collations columns completions contributors
  current_roles data_type_families databases dictionaries enabled_roles formats functions keywords licenses macros
  merge_tree_settings numbers numbers_mt one parts parts_columns processes projections quota_usage
  settings settings_changes table_engines table_functions tables time_zones user_processes zeros zeros_mt`.split(
    /\s+/,
  );

/** Settings that a reader may not change, because they apply to all its queries together or are limits. */
const FIXED =
  `max_memory_usage_for_user max_temporary_data_on_disk_size_for_user max_temporary_data_on_disk_size_for_query
  max_concurrent_queries_for_user max_concurrent_queries_for_all_users max_untracked_memory memory_overcommit_ratio_denominator
  memory_overcommit_ratio_denominator_for_user memory_tracker_fault_probability os_threads_nice_value_query workload priority
  max_parser_depth max_parser_backtracks max_ast_depth max_ast_elements max_expanded_ast_elements max_query_size
  allow_introspection_functions log_queries add_http_cors_header`.split(/\s+/);

export interface UsersContext {
  /** The server that authenticates analysts (see sign-in.ts). */
  readonly signIn: string;
  /** The engine opens its interfaces itself, as the user `default`. */
  readonly opensListeners: boolean;
  /** A user whose default database does not exist cannot sign in. */
  readonly hasDatabase: boolean;
}

/**
 * ClickHouse's users with their grants and limits, in the format of `users.xml`
 * (https://clickhouse.com/docs/operations/settings/settings-users).
 */
export function usersXml(
  logins: EngineLogins,
  limits: EngineLimits,
  { signIn, opensListeners, hasDatabase }: UsersContext,
): string {
  const reads = [
    `GRANT SELECT ON ${DATABASE}.*`,
    `GRANT SELECT ON ${INTERNAL_DATABASE}.*`,
    "GRANT SELECT ON information_schema.*",
    "GRANT SELECT ON INFORMATION_SCHEMA.*",
    ...SYSTEM_TABLES.map((table) => `GRANT SELECT ON system.${table}`),
    ...PRIVATE_TABLES.map((table) => `REVOKE SELECT ON ${DATABASE}.${table}`),
  ];
  return `<clickhouse>
  <profiles>
    <default><http_max_field_value_size>${LONGEST_PARAMETER}</http_max_field_value_size></default>
    ${profile("analyst", limits)}
    ${profile("dashboard", limits, "<readonly>2</readonly>")}
  </profiles>
  <quotas><default/></quotas>
  <users>
    <${ANALYST}>
      <http_authentication><server>${signIn}</server><scheme>basic</scheme></http_authentication>
      <networks><ip>::/0</ip></networks>
      ${hasDatabase ? `<default_database>${DATABASE}</default_database>` : ""}
      <profile>analyst</profile>
      <quota>default</quota>
      ${grants([...reads, ...(opensListeners ? ["GRANT SYSTEM LISTEN ON *.*"] : [])])}
    </${ANALYST}>
    ${own(logins.collector, "default", [`GRANT SELECT, INSERT ON ${DATABASE}.*`])}
    ${own(logins.dashboard, "dashboard", reads)}
    ${own(logins.operator, "default", ["GRANT ALL ON *.*"])}
  </users>
</clickhouse>
`;
}

/** Readers' limits. They can lower them, and raise the time up to a limit, but never the memory. */
function profile(name: string, limits: EngineLimits, more = ""): string {
  const threads = availableParallelism();
  const bounded = {
    max_execution_time: [limits.seconds, 1, limits.maxSeconds],
    max_memory_usage: [limits.questionBytes, 1, limits.questionBytes],
    max_result_bytes: [limits.resultBytes, 1, limits.resultBytes],
    max_threads: [threads, 1, threads],
  } as const;
  const fixed = {
    max_memory_usage_for_user: limits.readerBytes,
    max_temporary_data_on_disk_size_for_user: limits.temporaryBytes,
    max_temporary_data_on_disk_size_for_query: limits.temporaryBytes,
    max_concurrent_queries_for_user: limits.questions,
    // The collector has priority over readers.
    os_threads_nice_value_query: 15,
  };
  return `<${name}>
      ${more}
      ${Object.entries(bounded)
        .map(([setting, [value]]) => `<${setting}>${value}</${setting}>`)
        .join("\n      ")}
      ${Object.entries(fixed)
        .map(([setting, value]) => `<${setting}>${value}</${setting}>`)
        .join("\n      ")}
      <constraints>
        ${Object.entries(bounded)
          .map(([setting, [, min, max]]) => `<${setting}><min>${min}</min><max>${max}</max></${setting}>`)
          .join("\n        ")}
        ${FIXED.map((setting) => `<${setting}><const/></${setting}>`).join("\n        ")}
      </constraints>
    </${name}>`;
}

function own({ username, password }: Login, profileName: string, statements: readonly string[]): string {
  return `<${username}>
      <password_sha256_hex>${createHash("sha256").update(password).digest("hex")}</password_sha256_hex>
      <networks><ip>127.0.0.1</ip><ip>::1</ip></networks>
      <profile>${profileName}</profile>
      <quota>default</quota>
      ${grants(statements)}
    </${username}>`;
}

const grants = (statements: readonly string[]) =>
  `<grants>${statements.map((statement) => `<query>${statement}</query>`).join("")}</grants>`;
