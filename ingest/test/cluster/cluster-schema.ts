import { migrateCommand } from "../../src/migrate/command.js";
import type { ClickHouseCluster } from "../clickhouse-server/cluster.js";

/** Brings the tables and views to a cluster, as `safar migrate --cluster` does. */
export async function migrateCluster(
  { name, url, login }: Pick<ClickHouseCluster, "name" | "url" | "login">,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const before = { ...process.env };
  Object.assign(process.env, env, { SAFAR_CLICKHOUSE_PASSWORD: login.password });
  try {
    const options = ["--clickhouse", url, "--user", login.username, "--cluster", name];
    await migrateCommand().parseAsync(options, { from: "user" });
  } finally {
    process.env = before;
  }
}

/** Has every server put its latest events into visits now. */
export async function refreshCluster({ everywhere }: Pick<ClickHouseCluster, "everywhere">): Promise<void> {
  await everywhere("SYSTEM REFRESH VIEW safar.visit_parts_refresh");
  await everywhere("SYSTEM WAIT VIEW safar.visit_parts_refresh");
}
