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
 * Everything that can be set, with its default. Each name is an environment variable and a field of the
 * JSON file of `--config`. Options override environment variables, which override the file. Nothing else reads them.
 */
export const CONFIG_SCHEMA = Type.Object(
  {
    SAFAR_DATA: Type.String({
      default: "safar-data",
      minLength: 1,
      description: "Data folder of `safar serve`: ClickHouse's files, write keys and passwords.",
    }),
    SAFAR_LISTEN: Type.String({
      default: "127.0.0.1",
      minLength: 1,
      description: "Address the collector listens on; 0.0.0.0 for all interfaces.",
    }),
    SAFAR_PORT: Type.Integer({
      default: 7070,
      minimum: 0,
      maximum: 65_535,
      description: "Port of the collector; 0 picks a free port.",
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
      description: "Port of ClickHouse's HTTP interface; 0 picks a free port.",
    }),
    SAFAR_NATIVE_PORT: Type.Integer({
      default: 9000,
      minimum: 0,
      maximum: 65_535,
      description:
        "Port of ClickHouse's native protocol, at the same address. A free port is used instead of 0 or of a port in use.",
    }),
    SAFAR_CLICKHOUSE_BINARY: Type.String({
      default: "",
      description: "ClickHouse binary that `safar serve` starts. Empty: the ClickHouse installed by npm.",
    }),
    SAFAR_CLICKHOUSE_PASSWORD: Type.String({
      default: "",
      description:
        "ClickHouse password. For `safar serve`, the password of the analysts' user `default`; if empty, one is generated and kept in the data folder.",
    }),
    SAFAR_SOURCE: Type.String({
      default: "shop",
      pattern: "^[a-z0-9][a-z0-9_-]{0,63}$",
      description: "Name of the source created at the first start: lower-case letters, digits, - and _.",
    }),
    SAFAR_CURRENCY: Type.String({
      default: "EUR",
      pattern: "^[A-Z]{3}$",
      description: "Currency (ISO 4217) of amounts without one, for the first source.",
    }),
    SAFAR_TIME_ZONE: Type.String({
      default: "UTC",
      description: "Time zone of the first source, an IANA name such as Asia/Tehran.",
    }),
    SAFAR_DEMO_SHOP: Type.Union(
      DEMO_SHOP_SETTINGS.map((when) => Type.Literal(when)),
      {
        default: "auto",
        description:
          "Demo shop at /demo: `auto` serves it to browsers on the same machine only, `on` to everybody, `off` disables it.",
      },
    ),
    SAFAR_DASHBOARD: Type.Union([Type.Literal("on"), Type.Literal("off")], {
      default: "on",
      description: "Serve the dashboard at /, behind its password.",
    }),
    SAFAR_DASHBOARD_PASSWORD: Type.String({
      default: "",
      description: "Password of the dashboard for those who look. Empty: the ClickHouse password.",
    }),
    SAFAR_DASHBOARD_EDITOR_PASSWORD: Type.String({
      default: "",
      pattern: "^(.{12,})?$",
      description:
        "Password of the dashboard for those who also change journeys, 12 characters or more. Empty: nobody does on the page.",
    }),
    SAFAR_DASHBOARD_OPERATOR_PASSWORD: Type.String({
      default: "",
      pattern: "^(.{12,})?$",
      description:
        "Password of the dashboard for those who also publish segments of their own, 12 characters or more. Empty: nobody does on the page.",
    }),
    SAFAR_LOG_LEVEL: Type.Union(
      ["fatal", "error", "warn", "info", "debug", "trace", "silent"].map((level) => Type.Literal(level)),
      { default: "info", description: "Minimum log level, written to standard error." },
    ),
    SAFAR_ADDRESS: Type.Union(
      ADDRESS_RULES.map((rule) => Type.Literal(rule)),
      {
        default: "truncate",
        description:
          "What to store of a visitor's IP address in `context.ip`: `truncate` stores its network (IPv4 /24, IPv6 /48), `drop` nothing, `whole` the whole address.",
      },
    ),
    SAFAR_CDN: Type.Union(
      NETWORKS.map((network) => Type.Literal(network)),
      {
        default: "",
        description:
          "CDN in front of the collector whose headers give a visitor's country and city for `context.location`: cloudflare, cloudfront, vercel, fastly or akamai. Empty: ignore such headers.",
      },
    ),
    SAFAR_NEVER_STORE: Type.String({
      default: NEVER_STORED.join(","),
      description:
        "Names of fields that are never stored, separated by commas; matched at any depth, in any spelling.",
    }),
    SAFAR_PREDICT_HOURS: Type.Integer({
      default: 24,
      minimum: 0,
      maximum: 8_760,
      description:
        "Hours between predictions of `safar serve`; 0 disables them. `safar predict` runs one now.",
    }),
    SAFAR_KEEP_EVENTS_DAYS: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 36_500,
      description:
        "Days to keep events after they were received; 0 keeps them for ever. Older events are deleted within a further tenth of that time (one to seven days) and leave all figures. Applied by `safar serve` and `safar migrate`.",
    }),
    SAFAR_KEEP_DEAD_LETTERS_DAYS: Type.Integer({
      default: 90,
      minimum: 0,
      maximum: 36_500,
      description: "Days to keep dead letters, likewise.",
    }),
    SAFAR_MAX_PENDING_MIB: Type.Integer({
      default: 128,
      minimum: 1,
      maximum: 4096,
      description:
        "Memory for events waiting for the disk or Kafka, in MiB (at most a quarter of the heap). When it is full, the collector answers 503.",
    }),
    SAFAR_PUBLIC_URL: Type.String({
      default: "",
      pattern: "^(https?://[^\\s/?#@]+/?)?$",
      description:
        "Public address of the collector, such as https://collect.shop.example, for Segment's client and `safar script-tag`. Empty: the host of each request.",
    }),
    SAFAR_VISITOR_COOKIE: Type.String({
      default: "",
      description:
        "Domains of shops, such as shop.example, separated by commas. The collector sets the visitor's cookie there for a year, because Safari limits a script's cookie to seven days. Name the same domain in the tag's data-cookie-domain.",
    }),
    SAFAR_RESERVE_MIB: Type.Integer({
      default: 128,
      minimum: 0,
      maximum: 65_536,
      description:
        "Disk space that `safar serve` reserves, in MiB (at most a sixteenth of the disk), so that ClickHouse can start and delete old events when the disk is full.",
    }),
    SAFAR_TRUST_PROXY: Type.String({
      default: "",
      description:
        "Trusted proxies, whose X-Forwarded-For is used: addresses or networks separated by commas, such as 10.0.0.0/8,loopback. Empty: none.",
    }),
    SAFAR_KEY_EVENTS_PER_SECOND: Type.Integer({
      default: 50_000,
      minimum: 0,
      maximum: 10_000_000,
      description:
        "Events a second for each write key, with bursts of twice as many; beyond that the answer is 429. Counted over all workers of a collector, and by each collector separately. 0 for no limit.",
    }),
    SAFAR_ADDRESS_REQUESTS_PER_SECOND: Type.Integer({
      default: 100,
      minimum: 0,
      maximum: 1_000_000,
      description:
        "Requests a second from one IP address without a server key, with bursts of ten times as many. Private addresses have no limit. 0 for no limit.",
    }),
    SAFAR_MAX_CONNECTIONS: Type.Integer({
      default: 20_000,
      minimum: 1,
      maximum: 1_000_000,
      description:
        "Maximum number of open connections, or fewer where `ulimit -n` is lower. For a further one, the connection that has been quiet for longest is closed.",
    }),
    SAFAR_ADDRESS_CONNECTIONS: Type.Integer({
      default: 1_000,
      minimum: 0,
      maximum: 1_000_000,
      description:
        "Maximum number of open connections from one IP address (for IPv6, one /64 network), and never more than a quarter of all. Trusted proxies and private addresses have no limit. 0 for no limit.",
    }),
    SAFAR_WORKERS: Type.String({
      default: "1",
      pattern: "^(auto|[1-9]|[1-5][0-9]|6[0-4])$",
      description:
        "Number of collector processes that share the port and the limits, up to 64; `auto` for one per core.",
    }),
    SAFAR_REQUEST_TIMEOUT_MS: Type.Integer({
      default: 30_000,
      minimum: 1_000,
      maximum: 600_000,
      description:
        "Time limit for receiving a whole request, in milliseconds (at most 10 seconds for its headers). The connection is then closed.",
    }),
    SAFAR_SOURCES: Type.String({
      default: "",
      description:
        "File of sources and write keys, shared by all `safar collect`; `safar load` writes their time zones to ClickHouse. `safar serve` has its own in the data folder.",
    }),
    SAFAR_SMTP_URL: Type.String({
      default: "",
      pattern: "^(smtps?://[^\\s]+)?$",
      description:
        "SMTP server for the e-mails of journeys, such as smtps://user:password@mail.example:465; needs SAFAR_EMAIL_FROM and SAFAR_PUBLIC_URL. Empty: no e-mail is sent.",
    }),
    SAFAR_EMAIL_FROM: Type.String({
      default: "",
      description: "Sender of e-mails, such as Shop <hello@shop.example>.",
    }),
    SAFAR_EMAIL_REPLY_TO: Type.String({
      default: "",
      description: "Reply-To address of e-mails. Empty: the sender.",
    }),
    SAFAR_BOUNCES_TO: Type.String({
      default: "",
      description:
        "Address to which mail servers return e-mails (the envelope's sender), such as bounces@shop.example. Empty: the sender's.",
    }),
    SAFAR_BOUNCES_URL: Type.String({
      default: "",
      pattern: "^(imaps?://[^\\s]+)?$",
      description:
        "Mailbox of e-mails that come back, read by IMAP every minute and never changed, such as imaps://user:password@mail.example/INBOX. Empty: none is read.",
    }),
    SAFAR_SHOP_HOSTS: Type.String({
      default: "",
      pattern: "^([A-Za-z0-9.-]{1,253}(,[A-Za-z0-9.-]{1,253}){0,31})?$",
      description:
        "The shop's own hosts, with commas, subdomains included: links and pictures of products that pages told stand in messages only if they lead there. Empty: the domain of SAFAR_EMAIL_FROM.",
    }),
    SAFAR_PAGE_CONTACTS_PER_HOUR: Type.Integer({
      default: 50,
      minimum: 0,
      maximum: 1_000_000,
      description:
        "New e-mail addresses and phone numbers that only pages told, by a web key, to which journeys begin to write in an hour, for each source: anybody can make up such a customer. What goes beyond is not sent (`page-contacts`). 0: journeys write to no address that a server key did not tell.",
    }),
    SAFAR_DKIM_KEY: Type.String({
      default: "",
      description: "File with the DKIM private key (PEM). Empty: Safar does not sign e-mails.",
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
        "Secret that signs the links in messages, the same for every process that sends or collects. Empty: `safar serve` generates one and keeps it in the data folder; `safar collect` rejects such links, and `safar journeys run` sends nothing that has one.",
    }),
    SAFAR_DKIM_DOMAIN: Type.String({
      default: "",
      description: "DKIM domain. Empty: the sender's domain.",
    }),
    SAFAR_SMS_PROVIDER: Type.String({
      default: "",
      description:
        "Provider of SMS for journeys: kavenegar, smsir, twilio, or a .json file that describes another (see the README of channels). Empty: no SMS is sent.",
    }),
    SAFAR_SMS_FROM: Type.String({
      default: "",
      pattern: "^[^\\p{Cc}]{0,40}$",
      description: "Sender of SMS: the line or number that the provider gave you.",
    }),
    SAFAR_SMS_KEY: Type.String({
      default: "",
      description: "API key of the SMS provider; of Twilio the auth token.",
    }),
    SAFAR_SMS_ACCOUNT: Type.String({
      default: "",
      description: "Account at the SMS provider, where it needs one: of Twilio the account SID.",
    }),
    SAFAR_SMS_PRICE: Type.String({
      default: "",
      pattern: "^(\\d{1,9}(\\.\\d{1,6})? [A-Z]{3})?$",
      description:
        "Price of one part of an SMS, such as 0.0079 USD, where the provider does not tell the cost. Empty: the cost is not known.",
    }),
    SAFAR_PUSH_CONTACT: Type.String({
      default: "",
      pattern: "^((mailto:[^\\s@]{1,64}@[^\\s@]{1,255}|https://\\S{1,300}))?$",
      description:
        "How the push services of browsers reach you, such as mailto:hello@shop.example; needs SAFAR_PUBLIC_URL. Empty: no notification is sent.",
    }),
    SAFAR_PUSH_KEY: Type.String({
      default: "",
      pattern: "^([A-Za-z0-9_-]{43})?$",
      description:
        "Private key that names the shop to push services (VAPID): 32 bytes in base64url, such as `openssl rand -base64 32 | tr +/ -_ | tr -d =` prints; the same for every process that sends or collects. With another key the browsers that subscribed take nothing until they visit again. Empty: `safar serve` generates one and keeps it in the data folder.",
    }),
    SAFAR_PUSH_SERVICES: Type.String({
      default: "fcm.googleapis.com,push.services.mozilla.com,push.apple.com,notify.windows.com",
      pattern: "^[a-z0-9-]+(\\.[a-z0-9-]+)+(,[a-z0-9-]+(\\.[a-z0-9-]+)+)*$",
      description:
        "Hosts of the browsers' push services, with commas, subdomains included. Pages tell where a browser takes notifications, so anybody can: they go nowhere else.",
    }),
    SAFAR_PUSH_PRIVATE: Type.Boolean({
      default: false,
      description:
        "Allow notifications to go to any host, to private networks and by plain HTTP, for a push service of your own in tests. Whoever can read a page's key chooses these addresses. If false, they go to public https addresses of SAFAR_PUSH_SERVICES only.",
    }),
    SAFAR_WEBHOOK_SECRET: Type.String({
      default: "",
      pattern: "^(whsec_[A-Za-z0-9+/]{32,88}={0,2})?$",
      description:
        "Secret that signs the webhooks of journeys (Standard Webhooks): whsec_ and 24 to 64 random bytes in base64, such as `echo whsec_$(openssl rand -base64 32)` prints. The receiver verifies with the same. Empty: no webhook is called.",
    }),
    SAFAR_WEBHOOK_PRIVATE: Type.Boolean({
      default: false,
      description:
        "Allow webhooks to call addresses of private networks, for a receiver of your own beside Safar. If false, they call public addresses only.",
    }),
    SAFAR_KAFKA_BROKERS: Type.String({
      default: "",
      pattern: "^([^\\s,:]+:\\d+(,[^\\s,:]+:\\d+)*)?$",
      description: "Kafka brokers as host:port, separated by commas.",
    }),
    SAFAR_KAFKA_TOPICS: Type.String({
      default: "safar",
      pattern: "^[a-zA-Z0-9._-]{1,200}$",
      description: "Prefix of the topic names: safar.events and safar.dead-letters.",
    }),
    SAFAR_KAFKA_GROUP: Type.String({
      default: "safar-load",
      minLength: 1,
      description: "Consumer group of the loaders.",
    }),
    SAFAR_KAFKA_CREATE_TOPICS: Type.Boolean({
      default: true,
      description: "Create missing topics. If false, Safar refuses to start without them.",
    }),
    SAFAR_KAFKA_PARTITIONS: Type.Integer({
      default: 12,
      minimum: 1,
      maximum: 10_000,
      description: "Partitions of new topics: the maximum number of loaders that can share the work.",
    }),
    SAFAR_KAFKA_REPLICATION: Type.Integer({
      default: 3,
      minimum: 1,
      maximum: 100,
      description:
        "Replicas of every event in Kafka. More than half of them have it before it is acknowledged. 1 for a single broker.",
    }),
    SAFAR_KAFKA_RETENTION_HOURS: Type.Integer({
      default: 168,
      minimum: 1,
      maximum: 1_000_000,
      description: "Retention of new topics, in hours: how long ClickHouse may be unavailable without loss.",
    }),
    SAFAR_KAFKA_TLS: Type.Boolean({
      default: false,
      description: "Connect to Kafka over TLS.",
    }),
    SAFAR_KAFKA_CA: Type.String({
      default: "",
      description: "File of CA certificates (PEM) for Kafka. Empty: Node's.",
    }),
    SAFAR_KAFKA_SASL: Type.Union(
      ["", "plain", "scram-sha-256", "scram-sha-512"].map((mechanism) => Type.Literal(mechanism)),
      {
        default: "",
        description: "SASL mechanism of Kafka: plain, scram-sha-256 or scram-sha-512. Empty: none.",
      },
    ),
    SAFAR_KAFKA_USER: Type.String({ default: "", description: "Kafka user name." }),
    SAFAR_KAFKA_PASSWORD: Type.String({ default: "", description: "Kafka password." }),
    SAFAR_CLICKHOUSE_URL: Type.String({
      default: "",
      pattern: "^(https?://[^\\s/?#]+/?)?$",
      description: "Address of ClickHouse's HTTP interface, such as https://clickhouse.shop.example:8443.",
    }),
    SAFAR_CLICKHOUSE_USER: Type.String({
      default: "default",
      minLength: 1,
      description: "ClickHouse user name.",
    }),
    SAFAR_CLICKHOUSE_CA: Type.String({
      default: "",
      description: "File of CA certificates (PEM) for ClickHouse. Empty: Node's.",
    }),
    SAFAR_CLICKHOUSE_COMPRESS: Type.Union(
      ["auto", "on", "off"].map((when) => Type.Literal(when)),
      {
        default: "auto",
        description:
          "Compress the loader's inserts with gzip, to a fifth of the bytes; `auto` compresses unless ClickHouse runs on the same machine.",
      },
    ),
    SAFAR_CLICKHOUSE_QUORUM: Type.Union(
      ["majority", "one"].map((many) => Type.Literal(many)),
      {
        default: "majority",
        description:
          "Replicas of a ClickHouse shard that must have rows before their Kafka offset is committed: a majority (of 2, both), or `one`, where losing a replica can lose rows.",
      },
    ),
    SAFAR_APPEND_MS: Type.Integer({
      default: 10_000,
      minimum: 100,
      maximum: 60_000,
      description:
        "Time limit for Kafka's acknowledgement of a request, in milliseconds; then the answer is 503.",
    }),
    SAFAR_KAFKA_REQUEST_MS: Type.Integer({
      default: 5_000,
      minimum: 100,
      maximum: 60_000,
      description: "Time limit for one request to a Kafka broker, in milliseconds; then it is retried.",
    }),
    SAFAR_KAFKA_SESSION_MS: Type.Integer({
      default: 10_000,
      minimum: 1_000,
      maximum: 300_000,
      description:
        "Session timeout of a loader, in milliseconds; then its partitions go to the other loaders.",
    }),
    SAFAR_CLICKHOUSE_TIMEOUT_MS: Type.Integer({
      default: 30_000,
      minimum: 100,
      maximum: 600_000,
      description: "Time limit for one insert of the loader, in milliseconds; then it is retried.",
    }),
    SAFAR_JOURNEYS_SILENCE_MS: Type.Integer({
      default: 10_000,
      minimum: 2_000,
      maximum: 300_000,
      description:
        "`safar journeys run`: silence of the active engine, in milliseconds, after which one that stands by takes over.",
    }),
    SAFAR_OPS_LISTEN: Type.String({
      default: "127.0.0.1",
      minLength: 1,
      description: "Address of the operations port: /metrics, /livez, /readyz and the operator's interface.",
    }),
    SAFAR_OPS_PORT: Type.Integer({
      default: 9464,
      minimum: 0,
      maximum: 65_535,
      description: "Operations port; 0 picks a free port.",
    }),
    SAFAR_OPS_HOSTS: Type.String({
      default: "",
      pattern: "^([^\\s,/:]+(, ?[^\\s,/:]+)*)?$",
      description:
        "Host names allowed at the operations port, separated by commas, such as collector.monitoring.svc.cluster.local. IP addresses, localhost and names without a dot are always allowed.",
    }),
    SAFAR_OPERATOR_SECRET: Type.String({
      default: "",
      description:
        "Secret of the operator's interface (`safar tail`, `forget`, `backup`). Empty: `safar serve` generates one and keeps it in the data folder; `safar collect` closes the interface.",
    }),
    SAFAR_STOP_SECONDS: Type.Integer({
      default: 30,
      minimum: 1,
      maximum: 3_600,
      description:
        "Time limit for a stop, during which accepted events are stored, in seconds; then the process ends with code 137. A second signal ends it at once.",
    }),
    SAFAR_LOAD_ROWS: Type.Integer({
      default: 20_000,
      minimum: 1,
      maximum: 1_000_000,
      description: "Maximum number of rows in a batch. The loader inserts two batches at a time.",
    }),
    SAFAR_LOAD_MIB: Type.Integer({
      default: 16,
      minimum: 1,
      maximum: 1024,
      description: "Maximum size of a batch, in MiB of text. The loader inserts two batches at a time.",
    }),
    SAFAR_LOAD_WAIT_MS: Type.Integer({
      default: 250,
      minimum: 1,
      maximum: 60_000,
      description: "How long the loader waits to fill a batch, in milliseconds.",
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
  SAFAR_BOUNCES_URL: "an address such as imaps://user:password@mail.example/INBOX",
  SAFAR_SHOP_HOSTS: "host names, several with commas and without blanks, such as shop.example,cdn.example",
  SAFAR_MESSAGE_KEY: "at least 32 characters",
  SAFAR_DASHBOARD_EDITOR_PASSWORD: "at least 12 characters",
  SAFAR_DASHBOARD_OPERATOR_PASSWORD: "at least 12 characters",
  SAFAR_SMS_FROM: "at most 40 characters of one line",
  SAFAR_SMS_PRICE: "an amount and a currency, such as 0.0079 USD",
  SAFAR_PUSH_CONTACT: "mailto: and an e-mail address, or an https address",
  SAFAR_PUSH_SERVICES:
    "host names, several with commas and without blanks, such as fcm.googleapis.com,push.apple.com",
  SAFAR_PUSH_KEY: "32 bytes in base64url: 43 letters, digits, - and _",
  SAFAR_WEBHOOK_SECRET: "whsec_ and 24 to 64 bytes in base64",
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
