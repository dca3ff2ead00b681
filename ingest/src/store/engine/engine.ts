import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { localAddress } from "../../settings/local-address.js";
import { openHttpWarehouse } from "../warehouse/clickhouse-http.js";
import { DATABASE } from "../warehouse/statements.js";
import { type Warehouse, WarehouseError } from "../warehouse/warehouse.js";
import { type EngineProcess, startEngineProcess } from "./engine-process.js";
import { explainFailedStart, lastLines } from "./failed-start.js";
import { type GatedInterface, type GateOptions, gateOf } from "./gate.js";
import { limitsOf } from "./limits.js";
import { makeDataFolder } from "./make-folder.js";
import { freePort, PORT_TAKEN, preferredPort } from "./ports.js";
import { type EngineProgram, engineProgram } from "./program.js";
import { type Interfaces, removeEngineConfig, writeEngineConfig } from "./server-config.js";
import { openSignIn, type SignIn } from "./sign-in.js";
import { type EngineLogins, type Login, newLogins } from "./users.js";

export interface EngineOptions {
  /** Absolute path of the data folder; created if missing. Only one engine can use it at a time. */
  readonly folder: string;
  /** How analysts get access; undefined: no access besides Safar's own parts. */
  readonly analysts?: Analysts;
  /** Path of the machine's own ClickHouse; empty for the one that npm installed. */
  readonly binary?: string;
  readonly logger?: Pick<Logger, "info" | "warn" | "error">;
}

export interface Analysts {
  /** Password of the user `default`. */
  readonly password: string;
  /** Address for analysts; default 127.0.0.1. */
  readonly host?: string;
  /** Port of the HTTP interface; 0, the default, for a free one. */
  readonly httpPort?: number;
  /** Port of the native interface; a free one for 0, the default, or when another program uses the port. */
  readonly nativePort?: number;
}

export interface EngineAddress extends Login {
  readonly url: string;
}

/** ClickHouse in its own process, which is restarted when it exits. */
export interface Engine {
  /** HTTP address for analysts, such as `http://127.0.0.1:8123`; empty without analysts. */
  readonly url: string;
  /** Address of the native interface for analysts, such as `127.0.0.1:9000`; empty without analysts. */
  readonly native: string;
  /** Address and login of one of Safar's own users. */
  address(as: keyof EngineLogins): EngineAddress;
  /** Opens the warehouse as one of Safar's own users. The caller closes it. */
  warehouse(as: keyof EngineLogins): Warehouse;
  /** Process id; changes after a restart. */
  pid(): number;
  /** Why it is not available; undefined while it runs. */
  down(): string | undefined;
  close(): Promise<void>;
}

/** How long a ClickHouse of the machine may take to stop. */
const STOP_MS = 10_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** An engine that ran for at least this long is restarted without delay. */
const STEADY_MS = 60_000;
const START_TRIES = 3;

/**
 * Starts ClickHouse on a data folder and keeps it running.
 *
 * @throws {WarehouseError} `ENGINE_MISSING`, `DATA_FOLDER_IN_USE`, `DATA_FOLDER_UNUSABLE` or `PORT_TAKEN`
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { folder, analysts, logger } = options;
  const { host = "127.0.0.1" } = analysts ?? {};
  const program = engineProgram(options.binary ?? "");
  await makeDataFolder(folder);
  const logins = newLogins();
  const signIn = await openSignIn(analysts?.password ?? "");
  let closing = false;
  let why: string | undefined = "ClickHouse is starting.";
  let running: { process: EngineProcess; ports: Ports };
  try {
    running = await firstStart();
  } catch (error) {
    await signIn.close();
    throw error;
  }
  why = undefined;
  const { ports } = running;
  const kept = keepRunning();

  async function firstStart() {
    for (let tries = 1; ; tries++) {
      const ports = await choosePorts(analysts && { ...analysts, host });
      try {
        return { ports, process: await start(ports) };
      } catch (error) {
        // Another program took a port that was free a moment ago.
        const again = (error as WarehouseError).type === PORT_TAKEN && !analysts?.httpPort;
        if (!again || tries === START_TRIES) throw error;
      }
    }
  }

  async function start({ own, gated }: Ports): Promise<EngineProcess> {
    const config = {
      interfaces: own,
      logins,
      limits: limitsOf(),
      signInUrl: signIn.url,
      opensListeners: program.opensListeners,
      hasDatabase: existsSync(join(folder, "metadata", `${DATABASE}.sql`)),
    };
    let configFile = await writeEngineConfig(folder, config);
    const once = () =>
      startOnce(program, { configFile, folder, signIn, url: urlOf(own), logins, gate: gateOf(gated) });
    try {
      const first = await once();
      if (config.hasDatabase) return first;
      // The first start creates the database. Users with it as default database can only be loaded by a second start.
      await first.end(STOP_MS);
      configFile = await writeEngineConfig(folder, { ...config, hasDatabase: true });
      return await once();
    } catch (error) {
      await removeEngineConfig(folder, own);
      throw error;
    }
  }

  async function keepRunning(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    let since = performance.now();
    for (;;) {
      const said = await running.process.gone;
      if (closing) return;
      why = "ClickHouse stopped and is restarting.";
      logger?.error({ ended: running.process.ended(), said: lastLines(said) }, why);
      if (performance.now() - since > STEADY_MS) pause = FIRST_PAUSE_MS;
      for (let started = false; !started && !closing; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
        await sleep(pause, undefined, { ref: false });
        if (closing) return;
        try {
          running = { ports, process: await start(ports) };
          started = true;
        } catch (error) {
          logger?.error({ err: error }, "ClickHouse could not be restarted; trying again");
        }
      }
      since = performance.now();
      why = undefined;
      logger?.info("ClickHouse runs again");
    }
  }

  function portOf(wanted: GatedInterface["protocol"]): number {
    return ports.gated.find(({ protocol }) => protocol === wanted)?.port ?? 0;
  }

  return {
    url: analysts ? localAddress(host, portOf("http")) : "",
    native: analysts ? `${host}:${portOf("native")}` : "",
    address: (as) => ({ url: urlOf(ports.own), ...logins[as] }),
    warehouse: (as) => openHttpWarehouse({ url: urlOf(ports.own), ...logins[as] }),
    pid: () => running.process.pid,
    down: () => why,
    async close() {
      closing = true;
      why = "The collector is stopping.";
      await running.process.end(STOP_MS);
      await kept;
      await removeEngineConfig(folder, ports.own);
      await signIn.close();
    },
  };
}

interface Ports {
  readonly own: Interfaces;
  /** The analysts' interfaces; empty without analysts. */
  readonly gated: readonly GatedInterface[];
}

async function choosePorts(analysts: (Analysts & { readonly host: string }) | undefined): Promise<Ports> {
  const own = {
    httpPort: await preferredPort("127.0.0.1", 0),
    nativePort: await preferredPort("127.0.0.1", 0),
  };
  if (analysts === undefined) return { own, gated: [] };
  const { host, httpPort = 0, nativePort = 0 } = analysts;
  const http = await freePort(host, httpPort, "SAFAR_QUERY_PORT");
  return {
    own,
    gated: [
      { protocol: "http", host, port: http, enginePort: own.httpPort },
      { protocol: "native", host, port: await preferredPort(host, nativePort), enginePort: own.nativePort },
    ],
  };
}

/** Safar itself uses separate ports that are not published. */
const urlOf = ({ httpPort }: Interfaces) => localAddress("127.0.0.1", httpPort);

interface Start {
  readonly configFile: string;
  readonly folder: string;
  readonly signIn: SignIn;
  readonly url: string;
  readonly logins: EngineLogins;
  readonly gate: GateOptions;
}

const LOOK_AGAIN_MS = 25;

/** Starts ClickHouse and waits until it answers; opening a large folder takes a while. */
async function startOnce(
  program: EngineProgram,
  { configFile, folder, signIn, url, logins, gate }: Start,
): Promise<EngineProcess> {
  signIn.expectEngine();
  const engine = startEngineProcess(program, configFile, folder);
  const warehouse = openHttpWarehouse({ url, ...logins.operator, requestTimeout: 30_000 });
  let failure: string | undefined;
  void engine.gone.then((said) => {
    failure = said;
  });
  try {
    for (;;) {
      if (failure !== undefined) throw await explainFailedStart(folder, configFile, failure);
      try {
        // This command creates the database if it does not exist.
        await warehouse.command(`CREATE DATABASE IF NOT EXISTS ${DATABASE}`);
        if (!(await engine.open(gate))) throw await explainFailedStart(folder, configFile, await engine.gone);
        await refuseFiles(warehouse, configFile);
        signIn.admitAnalysts();
        return engine;
      } catch (error) {
        if (!isNotYet(error)) {
          await engine.end(STOP_MS);
          throw error;
        }
      }
      await Promise.race([engine.gone, sleep(LOOK_AGAIN_MS)]);
    }
  } finally {
    await warehouse.close();
  }
}

/** @throws {WarehouseError} when queries can still read this machine's files: then no query is allowed */
async function refuseFiles(warehouse: Warehouse, file: string): Promise<void> {
  const read = await warehouse.query("SELECT file({file:String})", { file }).then(
    () => true,
    () => false,
  );
  if (read)
    throw new WarehouseError(
      "ClickHouse would let queries read this machine's files, so it was not started. Install Safar anew: it names the release of `@chdb/lib-…` that it was tested with.",
      "ENGINE_UNSAFE",
      false,
    );
}

const isNotYet = (error: unknown) =>
  error instanceof WarehouseError && ["ECONNREFUSED", "ECONNRESET", "UNKNOWN"].includes(error.type);
