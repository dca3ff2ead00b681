import { openHttpWarehouse } from "../../src/warehouse/clickhouse-http.js";
import type { Warehouse } from "../../src/warehouse/warehouse.js";
import { freePorts } from "../broker/free-ports.js";
import { startClusterDoor } from "./cluster-door.js";
import { type ClickHouseNode, LOGIN, startNode } from "./node.js";

/** A cluster of ClickHouse: two shards, or whatever SAFAR_TEST_CLICKHOUSE_URL names. */
export interface ClickHouseCluster {
  /** Its name in `system.clusters`. */
  readonly name: string;
  /** Address for Safar: statements ON CLUSTER reach each server, all others any one of them. */
  readonly url: string;
  readonly login: { readonly username: string; readonly password: string };
  readonly warehouse: Warehouse;
  /** Its servers, one a shard; none when the cluster is not ours to end. */
  readonly nodes: readonly ClickHouseNode[];
  /** Runs a statement on each server. */
  everywhere(statement: string): Promise<void>;
  close(): Promise<void>;
}

const NAME = "shop";
const SHARDS = 2;

/** Starts two servers as two shards, with a door before them that does what a full server's DDL queue does. */
export async function startCluster(): Promise<ClickHouseCluster> {
  const { SAFAR_TEST_CLICKHOUSE_URL: url } = process.env;
  if (url) return fullCluster(url);
  const ports = await freePorts(2 * SHARDS);
  const native = ports.slice(SHARDS);
  const shards = native.map(
    (port) => `<shard><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`,
  );
  const config = `<remote_servers><${NAME}><secret>between shards</secret>${shards.join("")}</${NAME}></remote_servers>`;
  const nodes = await Promise.all(
    native.map((nativePort, place) => startNode({ httpPort: ports[place]!, nativePort, config })),
  );
  const door = await startClusterDoor(nodes.map((node) => node.url));
  const warehouse = openHttpWarehouse({ url: door.url, ...LOGIN });
  return {
    name: NAME,
    url: door.url,
    login: LOGIN,
    warehouse,
    nodes,
    async everywhere(statement) {
      for (const node of nodes) await node.warehouse.command(statement);
    },
    async close() {
      await warehouse.close();
      await door.close();
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}

/** A cluster of full servers: its user may make and drop the database `safar`, which must not be there before. */
async function fullCluster(url: string): Promise<ClickHouseCluster> {
  const {
    SAFAR_TEST_CLICKHOUSE_CLUSTER: name = "default",
    SAFAR_TEST_CLICKHOUSE_USER: username = "default",
    SAFAR_TEST_CLICKHOUSE_PASSWORD: password = "",
  } = process.env;
  const warehouse = openHttpWarehouse({ url, username, password });
  const everywhere = (statement: string) => {
    const [, verb, rest] = /^(SYSTEM \w+ VIEW \S+|SYSTEM \w+ VIEW)(.*)$/s.exec(statement) ?? [
      undefined,
      statement,
      "",
    ];
    return warehouse.command(`${verb} ON CLUSTER '${name}'${rest}`);
  };
  return {
    name,
    url,
    login: { username, password },
    warehouse,
    nodes: [],
    everywhere,
    async close() {
      await warehouse.command(`DROP DATABASE IF EXISTS safar ON CLUSTER '${name}' SYNC`);
      await warehouse.close();
    },
  };
}
