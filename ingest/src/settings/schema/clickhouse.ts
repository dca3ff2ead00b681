import { Type } from "typebox";
import { oneOf } from "./one-of.js";

/** ClickHouse: its interfaces in `safar serve`, and how the distributed mode reaches it. */
export const CLICKHOUSE = {
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
  SAFAR_CLICKHOUSE_COMPRESS: oneOf(["auto", "on", "off"], {
    default: "auto",
    description:
      "Compress the loader's inserts with gzip, to a fifth of the bytes; `auto` compresses unless ClickHouse runs on the same machine.",
  }),
  SAFAR_CLICKHOUSE_QUORUM: oneOf(["majority", "one"], {
    default: "majority",
    description:
      "Replicas of a ClickHouse shard that must have rows before their Kafka offset is committed: a majority (of 2, both), or `one`, where losing a replica can lose rows.",
  }),
  SAFAR_CLICKHOUSE_TIMEOUT_MS: Type.Integer({
    default: 30_000,
    minimum: 100,
    maximum: 600_000,
    description: "Time limit for one insert of the loader, in milliseconds; then it is retried.",
  }),
};

/** What those with a pattern must be, in words. */
export const CLICKHOUSE_FORMS = {
  SAFAR_CLICKHOUSE_URL:
    "an address with its scheme and without a path, such as https://clickhouse.shop.example:8443",
};
