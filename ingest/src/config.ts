import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { envSchema } from "env-schema";
import { type Static, Type } from "typebox";

export const DEMO_SHOP_SETTINGS = ["auto", "on", "off"] as const;

/**
 * Everything that can be set, with its default. Each name is an environment variable, and a field of the
 * JSON file that `--config` names; the variable stands before the file. This is the only reader of either.
 */
export const CONFIG_SCHEMA = Type.Object(
  {
    SAFAR_DATA: Type.String({
      default: "safar-data",
      minLength: 1,
      description: "Folder of the embedded engine, of the write keys and of the passwords.",
    }),
    SAFAR_LISTEN: Type.String({
      default: "127.0.0.1",
      minLength: 1,
      description: "Address on which the collector listens; 0.0.0.0 for every one.",
    }),
    SAFAR_PORT: Type.Integer({
      default: 7070,
      minimum: 0,
      maximum: 65_535,
      description: "Port of the collector; 0 takes a free one.",
    }),
    SAFAR_QUERY_LISTEN: Type.String({
      default: "127.0.0.1",
      minLength: 1,
      description: "Address of the ClickHouse HTTP interface for analysts.",
    }),
    SAFAR_QUERY_PORT: Type.Integer({
      default: 8123,
      minimum: 0,
      maximum: 65_535,
      description: "Port of the ClickHouse HTTP interface; 0 takes a free one.",
    }),
    SAFAR_CLICKHOUSE_PASSWORD: Type.String({
      default: "",
      description:
        "Password of the analysts' user `default`. Empty: one is made and kept in the data folder.",
    }),
    SAFAR_SOURCE: Type.String({
      default: "shop",
      pattern: "^[a-z0-9][a-z0-9_-]{0,63}$",
      description: "Name of the source that the first start makes: lower-case letters, digits, - and _.",
    }),
    SAFAR_CURRENCY: Type.String({
      default: "EUR",
      pattern: "^[A-Z]{3}$",
      description: "ISO 4217 code of amounts that name no currency, for the first source.",
    }),
    SAFAR_TIME_ZONE: Type.String({
      default: "UTC",
      description: "IANA name of the first source's time zone, such as Asia/Tehran.",
    }),
    SAFAR_DEMO_SHOP: Type.Union(
      DEMO_SHOP_SETTINGS.map((when) => Type.Literal(when)),
      {
        default: "auto",
        description:
          "The demo shop at /demo: `auto` opens it to browsers on the collector's own machine, `on` to everybody, `off` to nobody.",
      },
    ),
    SAFAR_LOG_LEVEL: Type.Union(
      ["fatal", "error", "warn", "info", "debug", "trace", "silent"].map((level) => Type.Literal(level)),
      { default: "info", description: "Least important log line that is written to standard error." },
    ),
    SAFAR_MAX_PENDING_MIB: Type.Integer({
      default: 128,
      minimum: 1,
      maximum: 4096,
      description: "Events that may wait for the disk, in MiB; beyond it the collector answers 503.",
    }),
  },
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

const descriptions: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries<{ description?: string }>(CONFIG_SCHEMA.properties as Record<string, object>).map(
    ([name, { description = "" }]) => [name, description],
  ),
);

function describe({ errors = [], message }: ValidationFailure): string {
  if (errors.length === 0) return message;
  return errors
    .map(({ instancePath, message: what }) => {
      const name = instancePath.slice(1);
      return `${name || "a setting"} ${what}. (${descriptions[name] ?? "unknown"})`;
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
