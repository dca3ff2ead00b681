import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openHttpWarehouse } from "../../src/warehouse/clickhouse-http.js";
import type { Warehouse } from "../../src/warehouse/warehouse.js";

/** A ClickHouse over HTTP in a process of its own, which belongs to the test. */
export interface ClickHouseServer {
  /** Base address; the same after a restart. */
  readonly url: string;
  readonly password: string;
  readonly folder: string;
  readonly pid: number | undefined;
  /** A connection for the test to ask by; closed by `close`. */
  readonly warehouse: Warehouse;
  /** Starts it again on the same folder and port. */
  start(): Promise<void>;
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** Stops it where it stands: connections stay open and nobody answers. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its temporary folder. */
  close(): Promise<void>;
}

const MAIN = fileURLToPath(new URL("main.mjs", import.meta.url));
const PASSWORD = "open sesame";
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** @param options.folder its data, kept when it ends; default: a temporary one */
export async function startClickHouseServer(options: { folder?: string } = {}): Promise<ClickHouseServer> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "safar-clickhouse-")));
  let child: ChildProcess | undefined;
  let url = "";

  async function start(): Promise<void> {
    const port = url === "" ? "0" : new URL(url).port;
    const started = spawn(process.execPath, [MAIN, folder, port, PASSWORD], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, UV_THREADPOOL_SIZE: "16" },
    });
    child = started;
    running.add(started);
    started.once("close", () => running.delete(started));
    let complaint = "";
    started.stderr.on("data", (text) => {
      complaint += text;
    });
    const line = once(createInterface({ input: started.stdout }), "line").then(([first]) => String(first));
    const ended = once(started, "close").then(() => undefined);
    const first = await Promise.race([line, ended]);
    if (first === undefined) throw new Error(`The ClickHouse of the test did not start: ${complaint}`);
    url = first;
  }

  async function end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "close");
    child.kill(signal);
    child.kill("SIGCONT");
    await gone;
  }

  await start();
  const warehouse = openHttpWarehouse({ url, username: "default", password: PASSWORD });
  return {
    url,
    password: PASSWORD,
    folder,
    warehouse,
    get pid() {
      return child?.pid;
    },
    start,
    end,
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
    async close() {
      await warehouse.close();
      await end("SIGKILL");
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
