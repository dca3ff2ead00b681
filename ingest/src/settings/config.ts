import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { envSchema } from "env-schema";
import { type Static, Type } from "typebox";
import { isCurrency } from "./currency.js";
import { NEVER_STORED } from "./never-stored.js";
import { ADDRESS_RULES, NETWORKS } from "./privacy-choices.js";
import { trustedProxies } from "./trusted-proxies.js";

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
      description: "Address of ClickHouse's interfaces for analysts.",
    }),
    SAFAR_QUERY_PORT: Type.Integer({
      default: 8123,
      minimum: 0,
      maximum: 65_535,
      description: "Port of the ClickHouse HTTP interface; 0 takes a free one.",
    }),
    SAFAR_NATIVE_PORT: Type.Integer({
      default: 9000,
      minimum: 0,
      maximum: 65_535,
      description:
        "Port of the ClickHouse native interface, at the same address; 0 takes a free one, and so does a port that another program has.",
    }),
    SAFAR_CLICKHOUSE_BINARY: Type.String({
      default: "",
      description:
        "ClickHouse binary of the machine's own that `safar serve` starts on its data folder. Empty: the ClickHouse that npm installed.",
    }),
    SAFAR_CLICKHOUSE_PASSWORD: Type.String({
      default: "",
      description:
        "Password at ClickHouse. Of `safar serve`: that of the analysts' user `default`; empty, one is made and kept in the data folder.",
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
    SAFAR_DASHBOARD: Type.Union([Type.Literal("on"), Type.Literal("off")], {
      default: "on",
      description: "Whether `safar serve` shows the dashboard at /, to those who have its password.",
    }),
    SAFAR_DASHBOARD_PASSWORD: Type.String({
      default: "",
      description: "Password to sign in at the dashboard with; empty, that of ClickHouse.",
    }),
    SAFAR_LOG_LEVEL: Type.Union(
      ["fatal", "error", "warn", "info", "debug", "trace", "silent"].map((level) => Type.Literal(level)),
      { default: "info", description: "Least important log line that is written to standard error." },
    ),
    SAFAR_ADDRESS: Type.Union(
      ADDRESS_RULES.map((rule) => Type.Literal(rule)),
      {
        default: "truncate",
        description:
          "What is kept of a visitor's address in `context.ip`: `truncate` its network (IPv4 /24, IPv6 /48), `drop` nothing, `whole` all of it.",
      },
    ),
    SAFAR_CDN: Type.Union(
      NETWORKS.map((network) => Type.Literal(network)),
      {
        default: "",
        description:
          "The network in front whose headers tell a visitor's country and city for `context.location`: cloudflare, cloudfront, vercel, fastly or akamai. Empty: none is believed.",
      },
    ),
    SAFAR_NEVER_STORE: Type.String({
      default: NEVER_STORED.join(","),
      description:
        "Names of fields that are never stored, with commas between them, in any spelling and at any depth.",
    }),
    SAFAR_PREDICT_HOURS: Type.Integer({
      default: 24,
      minimum: 0,
      maximum: 8_760,
      description:
        "How often `safar serve` predicts what customers will do, in hours; 0 for never. `safar predict` does it at once.",
    }),
    SAFAR_KEEP_EVENTS_DAYS: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 36_500,
      description:
        "Days that an event is kept after it was received, 0 for ever. What is older is deleted within a tenth of that time more, one to seven days. Told to the tables by `safar serve` and `safar migrate`; figures forget what is deleted.",
    }),
    SAFAR_KEEP_DEAD_LETTERS_DAYS: Type.Integer({
      default: 90,
      minimum: 0,
      maximum: 36_500,
      description: "Days that a refused event is kept, likewise.",
    }),
    SAFAR_MAX_PENDING_MIB: Type.Integer({
      default: 128,
      minimum: 1,
      maximum: 4096,
      description:
        "Events that may wait for the disk or for Kafka, in MiB, or a quarter of the heap where that is less; beyond it the collector answers 503.",
    }),
    SAFAR_PUBLIC_URL: Type.String({
      default: "",
      pattern: "^(https?://[^\\s/?#@]+/?)?$",
      description:
        "Where pages reach the collector, such as https://collect.shop.example: what Segment's client and `safar script-tag` are told. Empty: the host of each request.",
    }),
    SAFAR_VISITOR_COOKIE: Type.String({
      default: "",
      description:
        "Domains of shops, such as shop.example, with commas between several. Under them the collector keeps the visitor's cookie for a year, where Safari keeps a script's for seven days. Name the same domain in the tag's data-cookie-domain.",
    }),
    SAFAR_RESERVE_MIB: Type.Integer({
      default: 128,
      minimum: 0,
      maximum: 65_536,
      description:
        "Room on the disk that `safar serve` keeps for the time when it is full, in MiB, and a sixteenth of the disk at most: in it ClickHouse starts, and old events are let go.",
    }),
    SAFAR_TRUST_PROXY: Type.String({
      default: "",
      description:
        "Proxies whose X-Forwarded-For is believed: their addresses or networks, several with commas, such as 10.0.0.0/8,loopback. Empty: none.",
    }),
    SAFAR_KEY_EVENTS_PER_SECOND: Type.Integer({
      default: 50_000,
      minimum: 0,
      maximum: 10_000_000,
      description:
        "Events a second that one write key may send, and twice as many at once; beyond it the answer is 429. Workers of one collector count together, several collectors each by itself; 0 for no limit.",
    }),
    SAFAR_ADDRESS_REQUESTS_PER_SECOND: Type.Integer({
      default: 100,
      minimum: 0,
      maximum: 1_000_000,
      description:
        "Requests a second that one address may send without a server key, and ten times as many at once; private addresses have no limit. 0 for no limit.",
    }),
    SAFAR_MAX_CONNECTIONS: Type.Integer({
      default: 20_000,
      minimum: 1,
      maximum: 1_000_000,
      description:
        "Connections that the collector holds at once, or fewer where fewer files may be open (`ulimit -n`); more are closed at once.",
    }),
    SAFAR_WORKERS: Type.String({
      default: "1",
      pattern: "^(auto|[1-9]|[1-5][0-9]|6[0-4])$",
      description:
        "Collector processes that share the port and the limits: a number up to 64, or `auto` for one a core.",
    }),
    SAFAR_REQUEST_TIMEOUT_MS: Type.Integer({
      default: 30_000,
      minimum: 1_000,
      maximum: 600_000,
      description:
        "How long a sender may take for its whole request, in milliseconds, and 10 seconds at most for its headers; then the connection is closed.",
    }),
    SAFAR_SOURCES: Type.String({
      default: "",
      description:
        "File of sources and write keys that all of `safar collect` share; `safar load` tells ClickHouse their time zones. `safar serve` keeps one in its data folder.",
    }),
    SAFAR_SMTP_URL: Type.String({
      default: "",
      pattern: "^(smtps?://[^\\s]+)?$",
      description:
        "Mail server that takes the e-mails of journeys, such as smtps://user:password@mail.example:465. Empty: no e-mail is sent.",
    }),
    SAFAR_EMAIL_FROM: Type.String({
      default: "",
      description: "Sender of e-mails, such as Shop <hello@shop.example>.",
    }),
    SAFAR_EMAIL_REPLY_TO: Type.String({
      default: "",
      description: "Where answers to e-mails go. Empty: to the sender.",
    }),
    SAFAR_DKIM_KEY: Type.String({
      default: "",
      description:
        "File with the private key (PEM) that signs e-mails by DKIM. Empty: they are not signed here.",
    }),
    SAFAR_DKIM_SELECTOR: Type.String({
      default: "",
      pattern: "^([A-Za-z0-9][A-Za-z0-9.-]{0,62})?$",
      description: "DKIM selector: the name in front of ._domainkey in the DNS.",
    }),
    SAFAR_MESSAGE_KEY: Type.String({
      default: "",
      pattern: "^(.{32,})?$",
      description:
        "Secret that seals the links of messages, the same for all that send and collect. Empty: `safar serve` makes one and keeps it in the data folder; `safar collect` answers no such links.",
    }),
    SAFAR_DKIM_DOMAIN: Type.String({
      default: "",
      description: "Domain that signs by DKIM. Empty: that of the sender.",
    }),
    SAFAR_KAFKA_BROKERS: Type.String({
      default: "",
      pattern: "^([^\\s,:]+:\\d+(,[^\\s,:]+:\\d+)*)?$",
      description: "Kafka's brokers as host:port, several with commas.",
    }),
    SAFAR_KAFKA_TOPICS: Type.String({
      default: "safar",
      pattern: "^[a-zA-Z0-9._-]{1,200}$",
      description: "Beginning of the topics' names: safar.events and safar.dead-letters.",
    }),
    SAFAR_KAFKA_GROUP: Type.String({
      default: "safar-load",
      minLength: 1,
      description: "Consumer group that all loaders belong to.",
    }),
    SAFAR_KAFKA_CREATE_TOPICS: Type.Boolean({
      default: true,
      description: "Whether missing topics are made; false refuses to start without them.",
    }),
    SAFAR_KAFKA_PARTITIONS: Type.Integer({
      default: 12,
      minimum: 1,
      maximum: 10_000,
      description: "Partitions of a topic that is made: as many loaders can share its work.",
    }),
    SAFAR_KAFKA_REPLICATION: Type.Integer({
      default: 3,
      minimum: 1,
      maximum: 100,
      description:
        "Copies that Kafka keeps of every event; more than half of them are written before it is acknowledged. 1 for a single broker.",
    }),
    SAFAR_KAFKA_RETENTION_HOURS: Type.Integer({
      default: 168,
      minimum: 1,
      maximum: 1_000_000,
      description: "How long a topic that is made keeps events: as long as ClickHouse may be away.",
    }),
    SAFAR_KAFKA_TLS: Type.Boolean({
      default: false,
      description: "Whether Kafka is reached over TLS.",
    }),
    SAFAR_KAFKA_CA: Type.String({
      default: "",
      description: "File of the certificates (PEM) to trust at Kafka. Empty: those of Node.",
    }),
    SAFAR_KAFKA_SASL: Type.Union(
      ["", "plain", "scram-sha-256", "scram-sha-512"].map((mechanism) => Type.Literal(mechanism)),
      { default: "", description: "How to log in at Kafka: plain, scram-sha-256 or scram-sha-512." },
    ),
    SAFAR_KAFKA_USER: Type.String({ default: "", description: "User name at Kafka." }),
    SAFAR_KAFKA_PASSWORD: Type.String({ default: "", description: "Password at Kafka." }),
    SAFAR_CLICKHOUSE_URL: Type.String({
      default: "",
      pattern: "^(https?://[^\\s/?#]+/?)?$",
      description: "Address of ClickHouse's HTTP interface, such as https://clickhouse.shop.example:8443.",
    }),
    SAFAR_CLICKHOUSE_USER: Type.String({
      default: "default",
      minLength: 1,
      description: "User name at ClickHouse.",
    }),
    SAFAR_CLICKHOUSE_CA: Type.String({
      default: "",
      description: "File of the certificates (PEM) to trust at ClickHouse. Empty: those of Node.",
    }),
    SAFAR_CLICKHOUSE_COMPRESS: Type.Union(
      ["auto", "on", "off"].map((when) => Type.Literal(when)),
      {
        default: "auto",
        description:
          "Whether the loader sends rows to ClickHouse as gzip, a fifth of the bytes: `auto` does so unless ClickHouse is on its own machine.",
      },
    ),
    SAFAR_CLICKHOUSE_QUORUM: Type.Union(
      ["majority", "one"].map((many) => Type.Literal(many)),
      {
        default: "majority",
        description:
          "How many replicas of a ClickHouse shard must have rows before their offset in Kafka is committed: more than half, which of 2 is both, or `one`, where a replica that burns down may take rows with it.",
      },
    ),
    SAFAR_APPEND_MS: Type.Integer({
      default: 10_000,
      minimum: 100,
      maximum: 60_000,
      description:
        "How long a request may wait for Kafka's acknowledgement, in milliseconds; then it is answered 503.",
    }),
    SAFAR_KAFKA_REQUEST_MS: Type.Integer({
      default: 5_000,
      minimum: 100,
      maximum: 60_000,
      description: "How long a broker may take for one request, in milliseconds; then it is tried again.",
    }),
    SAFAR_KAFKA_SESSION_MS: Type.Integer({
      default: 10_000,
      minimum: 1_000,
      maximum: 300_000,
      description:
        "After how long without a sign of life a loader's partitions go to the others, in milliseconds.",
    }),
    SAFAR_CLICKHOUSE_TIMEOUT_MS: Type.Integer({
      default: 30_000,
      minimum: 100,
      maximum: 600_000,
      description:
        "How long ClickHouse may take for one insert of the loader, in milliseconds; then it is tried again.",
    }),
    SAFAR_OPS_LISTEN: Type.String({
      default: "127.0.0.1",
      minLength: 1,
      description:
        "Address on which collector and loader tell their state (/metrics, /livez, /readyz) and obey their operator.",
    }),
    SAFAR_OPS_PORT: Type.Integer({
      default: 9464,
      minimum: 0,
      maximum: 65_535,
      description: "Port of the same; 0 takes a free one.",
    }),
    SAFAR_OPS_HOSTS: Type.String({
      default: "",
      pattern: "^([^\\s,/:]+(, ?[^\\s,/:]+)*)?$",
      description:
        "Host names, with commas, by which that port may be asked, such as collector.monitoring.svc.cluster.local; addresses, localhost and names without a dot always may.",
    }),
    SAFAR_OPERATOR_SECRET: Type.String({
      default: "",
      description:
        "Secret of the operator's interface (`safar tail`, `forget`, `backup`). Of `safar serve`: empty, one is made and kept in the data folder. Of `safar collect`: empty, it is closed.",
    }),
    SAFAR_STOP_SECONDS: Type.Integer({
      default: 30,
      minimum: 1,
      maximum: 3_600,
      description:
        "How long a stop may take while what was accepted is stored, in seconds; then the process ends as if it were killed (137). A second signal does the same.",
    }),
    SAFAR_LOAD_ROWS: Type.Integer({
      default: 20_000,
      minimum: 1,
      maximum: 1_000_000,
      description: "Most rows of one batch, which the loader stores with two inserts side by side.",
    }),
    SAFAR_LOAD_MIB: Type.Integer({
      default: 16,
      minimum: 1,
      maximum: 1024,
      description: "Most text of one batch, which the loader stores with two inserts side by side, in MiB.",
    }),
    SAFAR_LOAD_WAIT_MS: Type.Integer({
      default: 250,
      minimum: 1,
      maximum: 60_000,
      description: "How long the loader waits for more rows to insert with the first one, in milliseconds.",
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
  SAFAR_SOURCE: "1 to 64 lower-case letters, digits, - and _, with a letter or digit in front",
  SAFAR_CURRENCY: "three capital letters, such as EUR",
  SAFAR_PUBLIC_URL: "an address with its scheme and without a path, such as https://collect.shop.example",
  SAFAR_WORKERS: "a whole number from 1 to 64, or auto",
  SAFAR_SMTP_URL: "an address such as smtps://user:password@mail.example:465",
  SAFAR_MESSAGE_KEY: "at least 32 characters",
  SAFAR_DKIM_SELECTOR: "letters, digits, dots and -, such as safar-2026",
  SAFAR_KAFKA_BROKERS: "host:port, several with commas and without blanks, such as kafka-1:9092,kafka-2:9092",
  SAFAR_KAFKA_TOPICS: "1 to 200 letters, digits, dots, - and _",
  SAFAR_CLICKHOUSE_URL:
    "an address with its scheme and without a path, such as https://clickhouse.shop.example:8443",
  SAFAR_OPS_HOSTS: "host names without ports, several with commas",
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
