import { availableParallelism } from "node:os";
import { type Config, ConfigError } from "../../settings/config.js";

/**
 * Least room for waiting events per worker, in MiB; with less it would refuse events that it could accept a moment
 * later.
 */
const LEAST_PENDING_MIB = 1;

/**
 * Number of collector processes that share the port: SAFAR_WORKERS, or one per core with `auto`.
 *
 * @throws {ConfigError} when the limits are too small for so many workers
 */
export function workerCount(
  config: Pick<Config, "SAFAR_WORKERS" | "SAFAR_MAX_PENDING_MIB" | "SAFAR_MAX_CONNECTIONS">,
  cores = availableParallelism(),
): number {
  const count = config.SAFAR_WORKERS === "auto" ? cores : Number(config.SAFAR_WORKERS);
  if (config.SAFAR_MAX_PENDING_MIB / count < LEAST_PENDING_MIB) {
    throw new ConfigError(
      `SAFAR_MAX_PENDING_MIB ${config.SAFAR_MAX_PENDING_MIB} is too little for ${count} workers (SAFAR_WORKERS): they share it. Allow at least ${count}.`,
    );
  }
  return count;
}

/** One worker's share of the memory and connection limits. */
export function shareOf(config: Config, count: number): Config {
  return {
    ...config,
    SAFAR_MAX_PENDING_MIB: Math.floor(config.SAFAR_MAX_PENDING_MIB / count),
    SAFAR_MAX_CONNECTIONS: Math.ceil(config.SAFAR_MAX_CONNECTIONS / count),
    SAFAR_ADDRESS_CONNECTIONS: Math.ceil(config.SAFAR_ADDRESS_CONNECTIONS / count),
  };
}
