import type { WhereOptions } from "./open-journeys.js";

/** The options that lead to the same journeys again, for a command in a hint; begins with a blank, or is empty. */
export function whereWords({ source, data, clickhouse, user }: WhereOptions): string {
  const given = { source, data, clickhouse, user };
  return Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` --${name} ${quoted(value!)}`)
    .join("");
}

/** As a shell reads it back. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
