import { Type } from "typebox";
import { oneOf } from "./one-of.js";

export const DEMO_SHOP_SETTINGS = ["auto", "on", "off"] as const;

/** The collector itself, its first source and its pages. */
export const COLLECTOR = {
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
  SAFAR_DEMO_SHOP: oneOf(DEMO_SHOP_SETTINGS, {
    default: "auto",
    description:
      "Demo shop at /demo: `auto` serves it to browsers on the same machine only, `on` to everybody, `off` disables it.",
  }),
  SAFAR_DASHBOARD: oneOf(["on", "off"], {
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
  SAFAR_LOG_LEVEL: oneOf(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
    default: "info",
    description: "Minimum log level, written to standard error.",
  }),
  SAFAR_PREDICT_HOURS: Type.Integer({
    default: 24,
    minimum: 0,
    maximum: 8_760,
    description: "Hours between predictions of `safar serve`; 0 disables them. `safar predict` runs one now.",
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
  SAFAR_WORKERS: Type.String({
    default: "1",
    pattern: "^(auto|[1-9]|[1-5][0-9]|6[0-4])$",
    description:
      "Number of collector processes that share the port and the limits, up to 64; `auto` for one per core.",
  }),
  SAFAR_SOURCES: Type.String({
    default: "",
    description:
      "File of sources and write keys, shared by all `safar collect`; `safar load` writes their time zones to ClickHouse. `safar serve` has its own in the data folder.",
  }),
  SAFAR_STOP_SECONDS: Type.Integer({
    default: 30,
    minimum: 1,
    maximum: 3_600,
    description:
      "Time limit for a stop, during which accepted events are stored, in seconds; then the process ends with code 137. A second signal ends it at once.",
  }),
};

/** What those with a pattern must be, in words. */
export const COLLECTOR_FORMS = {
  SAFAR_SOURCE: "1 to 64 lower-case letters, digits, - and _, with a letter or digit in front",
  SAFAR_CURRENCY: "three capital letters, such as EUR",
  SAFAR_DASHBOARD_EDITOR_PASSWORD: "at least 12 characters",
  SAFAR_DASHBOARD_OPERATOR_PASSWORD: "at least 12 characters",
  SAFAR_PUBLIC_URL: "an address with its scheme and without a path, such as https://collect.shop.example",
  SAFAR_WORKERS: "a whole number from 1 to 64, or auto",
};
