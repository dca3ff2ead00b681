import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type EngineProcess, startEngineProcess } from "../../src/store/engine/engine-process.js";
import { engineProgram } from "../../src/store/engine/program.js";
import { openHttpWarehouse } from "../../src/store/warehouse/clickhouse-http.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";

/** A real ClickHouse in a process of its own, out of the library that npm brings (`@chdb/lib-…`): one server of a cluster. */
export interface ClickHouseNode {
  /** Base address of its HTTP interface. */
  readonly url: string;
  /** A connection for the test to ask this server by. */
  readonly warehouse: Warehouse;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same folder and ports. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

/** How clients of the cluster sign in. */
export const LOGIN = { username: "safar", password: "open sesame" } as const;

export interface NodeOptions {
  readonly httpPort: number;
  readonly nativePort: number;
  /** More of ClickHouse's configuration, such as `<remote_servers>`. */
  readonly config: string;
}

const STARTED_WITHIN_MS = 60_000;

export async function startNode({ httpPort, nativePort, config }: NodeOptions): Promise<ClickHouseNode> {
  const folder = await mkdtemp(join(tmpdir(), "safar-node-"));
  const configFile = join(folder, "server.xml");
  const data = join(folder, "data");
  await mkdir(data);
  await writeFile(join(folder, "users.xml"), USERS);
  await writeFile(configFile, serverXml(folder, data, httpPort, nativePort, config));
  const url = `http://127.0.0.1:${httpPort}`;
  const warehouse = openHttpWarehouse({ url, ...LOGIN });
  let running: EngineProcess | undefined;

  async function start(): Promise<void> {
    const started = startEngineProcess(engineProgram(""), configFile, data);
    running = started;
    let said: string | undefined;
    void started.gone.then((last) => {
      said = last;
    });
    const deadline = performance.now() + STARTED_WITHIN_MS;
    while (!(await answers(url))) {
      if (said !== undefined) throw new Error(`The ClickHouse of the test did not start: ${said}`);
      if (performance.now() > deadline) throw new Error("The ClickHouse of the test does not answer.");
      await sleep(100);
    }
  }

  await start();
  return {
    url,
    warehouse,
    start,
    async kill() {
      if (running) process.kill(running.pid, "SIGKILL");
      await running?.gone;
    },
    async close() {
      await warehouse.close();
      await running?.end(0);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const answers = (url: string) =>
  fetch(`${url}/ping`).then(
    ({ ok }) => ok,
    () => false,
  );

/** The engine opens its interfaces as `default`, which nobody else may be. */
const USERS = `<clickhouse>
  <profiles><default/></profiles>
  <quotas><default/></quotas>
  <users>
    <default><password></password><networks><ip>::1</ip></networks><profile>default</profile><quota>default</quota>
      <access_management>1</access_management></default>
    <${LOGIN.username}><password>${LOGIN.password}</password><networks><ip>127.0.0.1</ip></networks>
      <profile>default</profile><quota>default</quota><access_management>1</access_management></${LOGIN.username}>
  </users>
</clickhouse>
`;

const serverXml = (folder: string, data: string, httpPort: number, nativePort: number, config: string) =>
  `<clickhouse>
  <path>${data}</path>
  <tmp_path>${data}/tmp/</tmp_path>
  <user_files_path>${data}/files/</user_files_path>
  <users_config>${folder}/users.xml</users_config>
  <user_directories><users_xml><path>${folder}/users.xml</path></users_xml></user_directories>
  <listen_host>127.0.0.1</listen_host>
  <http_port>${httpPort}</http_port>
  <tcp_port>${nativePort}</tcp_port>
  <timezone>UTC</timezone>
  <logger><level>error</level><console>0</console><log>${folder}/clickhouse.log</log></logger>
  <send_crash_reports><enabled>false</enabled></send_crash_reports>
  ${config}
</clickhouse>
`;
