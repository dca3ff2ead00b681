import { join } from "node:path";
import type { Secrets } from "../../ask/dashboard/roles.js";
import type { ChangeParts } from "../../journeys/versions/change-journey.js";
import { type Config, ConfigError } from "../../settings/config.js";
import { sourcesPlace } from "../../sources/sources-place.js";

/** The log of changes of a data folder. */
export function auditLogOf({ SAFAR_DATA: folder }: Pick<Config, "SAFAR_DATA">): string {
  return sourcesPlace(join(folder, "sources.json")).auditLog;
}

/** Where changes of journeys are written, and told. */
export function changePartsOf(
  config: Pick<Config, "SAFAR_DATA">,
  warehouse: ChangeParts["warehouse"],
): ChangeParts {
  return { warehouse, auditLog: auditLogOf(config) };
}

/**
 * The password of each dashboard role.
 *
 * @param password ClickHouse's, the viewers' default
 * @throws {ConfigError} when two roles have the same password
 */
export function dashboardSecrets(config: Config, password: string): Secrets {
  const secrets = {
    viewer: config.SAFAR_DASHBOARD_PASSWORD || password,
    editor: config.SAFAR_DASHBOARD_EDITOR_PASSWORD,
    operator: config.SAFAR_DASHBOARD_OPERATOR_PASSWORD,
  };
  const set = Object.values(secrets).filter(Boolean);
  if (new Set(set).size < set.length)
    throw new ConfigError(
      "The dashboard's passwords must differ: SAFAR_DASHBOARD_PASSWORD (or ClickHouse's, if it is empty), SAFAR_DASHBOARD_EDITOR_PASSWORD and SAFAR_DASHBOARD_OPERATOR_PASSWORD.",
    );
  return secrets;
}
