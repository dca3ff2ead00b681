import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { envSchema } from "env-schema";
import { type Static, Type } from "typebox";
import { isCurrency } from "./currency.js";
import { CLICKHOUSE, CLICKHOUSE_FORMS } from "./schema/clickhouse.js";
import { COLLECTOR, COLLECTOR_FORMS } from "./schema/collector.js";
import { JOURNEYS, JOURNEYS_FORMS } from "./schema/journeys.js";
import { KAFKA, KAFKA_FORMS } from "./schema/kafka.js";
import { LIMITS } from "./schema/limits.js";
import { LOADER } from "./schema/loader.js";
import { OPERATIONS, OPERATIONS_FORMS } from "./schema/operations.js";
import { PRIVACY } from "./schema/privacy.js";
import { trustedProxies } from "./trusted-proxies.js";

/**
 * Everything that can be set, with its default. Each name is an environment variable and a field of the
 * JSON file of `--config`. Options override environment variables, which override the file. Nothing else reads them.
 */
export const CONFIG_SCHEMA = Type.Object(
  { ...COLLECTOR, ...PRIVACY, ...LIMITS, ...CLICKHOUSE, ...JOURNEYS, ...OPERATIONS, ...KAFKA, ...LOADER },
  { additionalProperties: false },
);

export type Config = Static<typeof CONFIG_SCHEMA>;

/** A setting can't be used; the message names it and says what it may be. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

export interface ConfigSources {
  /** Path of a JSON file with settings. */
  readonly file?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
  /** Settings of the command line; they stand before all others. Undefined ones are left out. */
  readonly flags?: { readonly [Name in keyof Config]?: Config[Name] | undefined };
}

/**
 * Reads the configuration: command line, else environment, else file, else default.
 *
 * @throws {ConfigError} naming each setting that is unknown or out of range
 */
export function readConfig({ file, env = process.env, flags = {} }: ConfigSources = {}): Config {
  const fromFile = file === undefined ? {} : readConfigFile(file);
  const data = Object.assign({}, fromFile, known(env), known(flags));
  const config = validated(data);
  checkTimeZone(config.SAFAR_TIME_ZONE);
  if (!isCurrency(config.SAFAR_CURRENCY)) {
    throw new ConfigError(
      `SAFAR_CURRENCY "${config.SAFAR_CURRENCY}" is no currency. Use a code of ISO 4217 such as EUR, or IRT for tomans.`,
    );
  }
  if (trustedProxies(config.SAFAR_TRUST_PROXY) === undefined) {
    throw new ConfigError(
      `SAFAR_TRUST_PROXY "${config.SAFAR_TRUST_PROXY}" names no proxies. Use addresses or networks with commas, such as 10.0.0.0/8,127.0.0.1.`,
    );
  }
  return { ...config, SAFAR_DATA: resolve(config.SAFAR_DATA) };
}

function validated(data: Record<string, unknown>): Config {
  try {
    return envSchema<Config>({ schema: CONFIG_SCHEMA, data, env: false });
  } catch (error) {
    throw new ConfigError(`The configuration can't be used: ${describe(error as ValidationFailure)}`, {
      cause: error,
    });
  }
}

interface ValidationFailure extends Error {
  readonly errors?: readonly { instancePath: string; message?: string; params: Record<string, unknown> }[];
}

/** What a setting with a pattern must be, in words. */
export const SETTING_FORMS: Readonly<Record<string, string>> = {
  ...COLLECTOR_FORMS,
  ...CLICKHOUSE_FORMS,
  ...JOURNEYS_FORMS,
  ...OPERATIONS_FORMS,
  ...KAFKA_FORMS,
};

const descriptions: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries<{ description?: string }>(CONFIG_SCHEMA.properties as Record<string, object>).map(
    ([name, { description = "" }]) => [name, description],
  ),
);

function describe({ errors = [], message }: ValidationFailure): string {
  if (errors.length === 0) return message;
  return errors
    .map(({ instancePath, message: what = "can't be used", params }) => {
      const name = instancePath.slice(1);
      const must = "pattern" in params ? `must be ${SETTING_FORMS[name] ?? "written otherwise"}` : what;
      return `${name || "a setting"} ${must}. (${descriptions[name] ?? "unknown"})`;
    })
    .join(" ");
}

function readConfigFile(path: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof content !== "object" || content === null || Array.isArray(content))
      throw new Error("no JSON object");
    const unknown = Object.keys(content).filter((name) => !(name in CONFIG_SCHEMA.properties));
    if (unknown.length > 0) throw new Error(`unknown settings: ${unknown.join(", ")}`);
    return content as Record<string, unknown>;
  } catch (error) {
    throw new ConfigError(`The configuration file ${path} can't be read: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

function known(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => name in CONFIG_SCHEMA.properties && value !== undefined),
  );
}

function checkTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch {
    throw new ConfigError(
      `SAFAR_TIME_ZONE "${timeZone}" is no time zone. Use an IANA name, such as Europe/London.`,
    );
  }
}
