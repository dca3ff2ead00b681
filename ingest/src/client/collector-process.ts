import { fork } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A `safar serve` that runs for as long as the command that started it. */
export interface CollectorProcess {
  /** Base address of the collector. */
  readonly collector: string;
  /** Address of the dashboard, when it is shown. */
  readonly dashboard?: string | undefined;
  /** Base address of the ClickHouse HTTP interface. */
  readonly clickhouse: string;
  /** Base address of its operations port. */
  readonly ops: string;
  /** Password of ClickHouse's user `default`. */
  readonly password: string;
  /** The first source's id, and its write key. */
  readonly source: string;
  readonly writeKey: string;
  /** Stops it after storing what it accepted. */
  stop(): Promise<void>;
}

/** The first source of a new data folder; an existing folder keeps its own. */
export interface FirstSource {
  readonly currency?: string | undefined;
  readonly timeZone?: string | undefined;
}

/** How the collector differs from one by the environment's settings. */
export interface CollectorSettings {
  /** Port of the collector, 0 for a free one. */
  readonly port?: number | undefined;
  /** Settings that override the environment's. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/**
 * Starts `safar serve` on a data folder, on free ports of this machine, and waits until it is ready.
 *
 * @throws {Error} with the process's output, when it exits before it is ready
 */
export async function startCollectorProcess(
  data: string,
  first: FirstSource = {},
  { port = 0, env = {} }: CollectorSettings = {},
): Promise<CollectorProcess> {
  const child = fork(CHILD, ["serve", "--data", data, "--port", String(port), ...FREE_PORTS, "--json"], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // A terminal's Ctrl-C goes to this process alone, which has something to finish before it stops the collector.
    detached: true,
    env: {
      SAFAR_LOG_LEVEL: "warn",
      ...process.env,
      ...(first.currency === undefined ? {} : { SAFAR_CURRENCY: first.currency }),
      ...(first.timeZone === undefined ? {} : { SAFAR_TIME_ZONE: first.timeZone }),
      ...env,
    },
  });
  const ended = once(child, "exit");
  const said: string[] = [];
  createInterface(child.stderr!).on("line", (line) => {
    said.push(line);
    if (said.length > LINES_KEPT) said.shift();
  });
  const ready = new Promise<Ready>((resolve) => {
    createInterface(child.stdout!).on("line", (line) => {
      const message = readyMessage(line);
      if (message) resolve(message);
    });
  });
  const addresses = await Promise.race([
    ready,
    ended.then(() => {
      throw new Error(said.join("\n").replace(/^safar: /, "") || "The collector ended before it was ready.");
    }),
  ]);
  return {
    ...addresses,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

const FREE_PORTS = ["--query-port", "--native-port", "--ops-port"].flatMap((port) => [port, "0"]);

const CHILD = fileURLToPath(new URL("../ends-with-parent.js", import.meta.url));

/** Lines of a failing process's output to repeat. */
const LINES_KEPT = 20;

type Ready = Omit<CollectorProcess, "stop">;

/** The line that `safar serve --json` prints when it is ready; undefined for any other. */
function readyMessage(line: string): Ready | undefined {
  if (!line.startsWith('{"event":"ready"')) return undefined;
  const { collector, dashboard, clickhouse, ops, password, source, writeKey } = JSON.parse(line) as Ready;
  return { collector, dashboard, clickhouse, ops, password, source, writeKey };
}
