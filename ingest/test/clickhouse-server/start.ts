import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type EngineProcess, startEngineProcess } from "../../src/store/engine/engine-process.js";
import { freePort } from "../../src/store/engine/ports.js";
import { engineProgram } from "../../src/store/engine/program.js";
import { openHttpWarehouse } from "../../src/store/warehouse/clickhouse-http.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";

/**
 * A real ClickHouse in a process of its own, which belongs to the test. It is what a server is to Safar: its user
 * `default` may do everything, and nothing starts it again when it ends.
 */
export interface ClickHouseServer {
  /** Base address of its HTTP interface; the same after a restart. */
  readonly url: string;
  readonly httpPort: number;
  readonly nativePort: number;
  readonly password: string;
  readonly folder: string;
  readonly pid: number | undefined;
  /** A connection for the test to ask by; closed by `close`. */
  readonly warehouse: Warehouse;
  /** Starts it again on the same folder and ports. */
  start(): Promise<void>;
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** Stops it where it stands: connections stay open and nobody answers. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its temporary folder. */
  close(): Promise<void>;
}

export interface ServerOptions {
  /** Its data, kept when it ends; default: a temporary folder. */
  readonly folder?: string;
  /** More of its server.xml, such as the servers of a cluster. */
  readonly config?: string;
}

const PASSWORD = "open sesame";
const PROGRAM = engineProgram("");
const STOP_MS = 10_000;
const running = new Set<EngineProcess>();
process.once("exit", () => {
  for (const { pid } of running) process.kill(pid, "SIGKILL");
});

export async function startClickHouseServer(options: ServerOptions = {}): Promise<ClickHouseServer> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "safar-clickhouse-")));
  const [httpPort, nativePort] = [
    await freePort("127.0.0.1", 0, "SAFAR_PORT"),
    await freePort("127.0.0.1", 0, "SAFAR_PORT"),
  ];
  const url = `http://127.0.0.1:${httpPort}`;
  const door = await openDoor();
  const configFile = await writeConfig(folder, { httpPort, nativePort, door, more: options.config ?? "" });
  const warehouse = openHttpWarehouse({ url, username: "default", password: PASSWORD });
  let engine: EngineProcess | undefined;

  async function start(): Promise<void> {
    const started = startEngineProcess(PROGRAM, configFile, folder);
    engine = started;
    running.add(started);
    let said: string | undefined;
    void started.gone.then((last) => {
      said = last;
      running.delete(started);
    });
    while (!(await answers())) {
      if (said !== undefined) throw new Error(`The ClickHouse of the test did not start: ${said}`);
      await sleep(25);
    }
  }

  const answers = () =>
    fetch(`${url}/?query=SELECT+1`, {
      headers: { "x-clickhouse-user": "default", "x-clickhouse-key": PASSWORD },
    }).then(
      ({ ok }) => ok,
      () => false,
    );

  async function end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (!engine || !running.has(engine)) return;
    // The engine ignores SIGTERM, which is for its collector; it is asked to end.
    if (signal === "SIGKILL") process.kill(engine.pid, signal);
    process.kill(engine.pid, "SIGCONT");
    await engine.end(STOP_MS);
  }

  await start();
  return {
    url,
    httpPort,
    nativePort,
    password: PASSWORD,
    folder,
    warehouse,
    get pid() {
      return engine?.pid;
    },
    start,
    end,
    freeze: () => void (engine && process.kill(engine.pid, "SIGSTOP")),
    thaw: () => void (engine && process.kill(engine.pid, "SIGCONT")),
    async close() {
      await warehouse.close();
      await end("SIGKILL");
      door.close();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Lets `default` in, with the password over the network and without one when an engine starts: clickhouse-local opens
 * its interfaces as that user (see src/engine/sign-in.ts).
 */
async function openDoor(): Promise<Server> {
  const known = new Set(["default:", `default:${PASSWORD}`]);
  const door = createServer(({ headers }, response) => {
    const given = Buffer.from(headers.authorization?.replace("Basic ", "") ?? "", "base64").toString();
    response.writeHead(known.has(given) ? 200 : 401).end();
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  door.unref();
  return door;
}

interface Written {
  readonly httpPort: number;
  readonly nativePort: number;
  readonly door: Server;
  readonly more: string;
}

async function writeConfig(folder: string, { httpPort, nativePort, door, more }: Written): Promise<string> {
  const own = join(folder, "server");
  await mkdir(own, { recursive: true });
  const users = join(own, "users.xml");
  const server = join(own, "server.xml");
  await writeFile(
    users,
    `<clickhouse><profiles><default/></profiles><quotas><default/></quotas><users><default>
      <http_authentication><server>test</server><scheme>basic</scheme></http_authentication>
      <networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
      <access_management>1</access_management>
    </default></users></clickhouse>`,
  );
  await writeFile(
    server,
    `<clickhouse>
      <path>${folder}</path><users_config>${users}</users_config><timezone>UTC</timezone>
      <http_authentication_servers><test>
        <uri>http://127.0.0.1:${(door.address() as AddressInfo).port}/</uri>
        <connection_timeout_ms>10000</connection_timeout_ms><receive_timeout_ms>10000</receive_timeout_ms>
      </test></http_authentication_servers>
      <listen_host>127.0.0.1</listen_host><http_port>${httpPort}</http_port><tcp_port>${nativePort}</tcp_port>
      <logger><level>error</level><console>0</console><log>${join(own, "clickhouse.log")}</log></logger>
      ${more}
    </clickhouse>`,
  );
  return server;
}
