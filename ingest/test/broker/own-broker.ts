import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { freePorts } from "./free-ports.js";
import { kafkaClassPath } from "./kafka-jars.js";
import { makeKeyStore } from "./key-store.js";
import { type BrokerSettings, type Door, serverProperties } from "./server-properties.js";

export interface OwnBrokerOptions {
  /** Ports for clients, as where proxies stand before the broker. Default: one, a free one. */
  readonly doors?: readonly Door[];
  /** User that clients of the first door must be, by PLAIN or SCRAM. Default: anybody. */
  readonly sasl?: { readonly username: string; readonly password: string };
  /** True: clients must come by TLS and trust `certificate`. */
  readonly tls?: boolean;
  /** Folder of its data, kept when it ends. Default: a temporary one, removed when it ends. */
  readonly folder?: string;
  /** Java heap. Default 256. */
  readonly heapMiB?: number;
  /** True lets Java compile as it does in production: slower to start, faster after a while. */
  readonly warm?: boolean;
  /** Kafka's own settings, such as `min.insync.replicas`. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** An Apache Kafka of one process that belongs to the test, which may do to it what it likes. */
export interface OwnBroker {
  /** `host:port` for a client of the first door: the broker's own port, or the advertised one. */
  readonly brokers: string;
  readonly folder: string;
  /** The certificate to trust, as PEM, when `tls` was asked for. */
  readonly certificate: string | undefined;
  readonly pid: number | undefined;
  /** Starts it again on the same folder and port, and waits until it answers. */
  start(): Promise<void>;
  /** Ends it and waits until it is gone. SIGTERM takes a few seconds: Kafka hands over and flushes. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** Stops it where it stands: connections stay open and nobody answers. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its temporary folder. */
  close(): Promise<void>;
}

const READY = "Kafka Server started";
const START_LIMIT_MS = 120_000;
const run = promisify(execFile);
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/**
 * Starts a broker on free ports.
 *
 * @throws {NoKafkaError} when Java or the jars are missing
 */
export async function startOwnBroker(options: OwnBrokerOptions = {}): Promise<OwnBroker> {
  const classPath = await kafkaClassPath();
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "safar-kafka-")));
  await mkdir(folder, { recursive: true });
  const [port = 0, internal = 0, controller = 0] = await freePorts(3);
  const doors = options.doors ?? [{ port }];
  const keyStore = options.tls ? await makeKeyStore(folder) : undefined;
  const settings: BrokerSettings = {
    folder,
    doors,
    ports: { internal, controller },
    sasl: options.sasl,
    keyStore,
    ...(options.settings ? { more: options.settings } : {}),
  };
  const file = join(folder, "server.properties");
  const { heapMiB = 256, warm = false } = options;
  const java = [`-Xmx${heapMiB}m`, "-XX:+UseSerialGC", "-cp", classPath];
  const log = (level: string) => `-Dorg.slf4j.simpleLogger.defaultLogLevel=${level}`;
  const quick = warm ? [] : ["-XX:TieredStopAtLevel=1"];
  let child: ChildProcess | undefined;

  async function format(): Promise<void> {
    const scram = ["SCRAM-SHA-256", "SCRAM-SHA-512"].flatMap((mechanism) =>
      options.sasl
        ? ["--add-scram", `${mechanism}=[name=${options.sasl.username},password=${options.sasl.password}]`]
        : [],
    );
    const cluster = ["-t", "c2FmYXItdGVzdC1icm9rZXI", "-c", file, ...scram];
    await run("java", [...java, ...quick, log("warn"), "kafka.tools.StorageTool", "format", ...cluster]);
  }

  async function start(): Promise<void> {
    await writeFile(file, serverProperties(settings));
    if (!existsSync(join(folder, "data", "meta.properties"))) await format();
    const started = spawn("java", [...java, ...quick, log("info"), "kafka.Kafka", file], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = started;
    running.add(started);
    started.once("close", () => running.delete(started));
    await untilReady(started);
  }

  async function end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "close");
    child.kill(signal);
    child.kill("SIGCONT");
    await gone;
  }

  const close = async () => {
    await end("SIGKILL");
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    brokers: `127.0.0.1:${doors[0]?.advertised ?? doors[0]?.port}`,
    folder,
    certificate: keyStore?.certificate,
    get pid() {
      return child?.pid;
    },
    start,
    end,
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
    close,
  };
}

/** Reads what the broker prints until it says that it has started; later lines are let go. */
async function untilReady(child: ChildProcess): Promise<void> {
  let printed = "";
  let ready = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (text) => {
      if (ready) return;
      printed += text;
      ready = printed.includes(READY);
    });
  }
  const deadline = performance.now() + START_LIMIT_MS;
  while (!ready) {
    if (child.exitCode !== null || child.signalCode !== null || performance.now() > deadline) {
      const lines = printed.trimEnd().split("\n");
      const complaints = lines.filter((line) => / (ERROR|WARN|FATAL) |^Caused by|Exception/.test(line));
      throw new Error(
        `Kafka did not start (exit code ${child.exitCode}):\n${[...complaints.slice(-15), ...lines.slice(-5)].join("\n")}`,
      );
    }
    await sleep(20);
  }
}
