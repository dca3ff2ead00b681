import { openHttpWarehouse } from "../../src/store/warehouse/clickhouse-http.js";
import { DATABASE, INTERNAL_DATABASE } from "../../src/store/warehouse/statements.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { freePorts } from "../broker/free-ports.js";
import { startTcpProxy, type TcpProxy } from "../faults/tcp-proxy.js";
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
  /** The way from a shard to each shard, in the order of `nodes`. */
  readonly links: readonly TcpProxy[];
  close(): Promise<void>;
}

const NAME = "shop";
const SHARDS = 2;

/**
 * Starts two servers as two shards, with a door before them that does what a full server's DDL queue does.
 *
 * @param own the test ends servers and cuts links, which only its own may suffer: SAFAR_TEST_CLICKHOUSE_URL is no help
 * @param more of ClickHouse's configuration
 */
export async function startCluster({ own = false, more = "" } = {}): Promise<ClickHouseCluster> {
  const { SAFAR_TEST_CLICKHOUSE_URL: url } = process.env;
  if (url && !own) return fullCluster(url);
  const ports = await freePorts(2 * SHARDS);
  const native = ports.slice(SHARDS);
  const links = await Promise.all(native.map((target) => startTcpProxy({ target })));
  const shards = links.map(
    ({ port }) => `<shard><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`,
  );
  const config = `<remote_servers><${NAME}><secret>between shards</secret>${shards.join("")}</${NAME}></remote_servers>${more}`;
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
    links,
    async close() {
      await warehouse.close();
      await door.close();
      await Promise.all([...nodes, ...links].map((part) => part.close()));
    },
  };
}

/** A cluster of full servers: its user may make and drop Safar's databases, which must not be there before. */
async function fullCluster(url: string): Promise<ClickHouseCluster> {
  const {
    SAFAR_TEST_CLICKHOUSE_CLUSTER: name = "default",
    SAFAR_TEST_CLICKHOUSE_USER: username = "default",
    SAFAR_TEST_CLICKHOUSE_PASSWORD: password = "",
  } = process.env;
  const warehouse = openHttpWarehouse({ url, username, password });
  return {
    name,
    url,
    login: { username, password },
    warehouse,
    nodes: [],
    links: [],
    async close() {
      for (const database of [DATABASE, INTERNAL_DATABASE])
        await warehouse.command(`DROP DATABASE IF EXISTS ${database} ON CLUSTER '${name}' SYNC`);
      await warehouse.close();
    },
  };
}
