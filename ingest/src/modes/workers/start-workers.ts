import cluster, { type Worker } from "node:cluster";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { ConfigError } from "../../settings/config.js";
import type { FromWorker, Requests, ToWorker, WorkerJob } from "./messages.js";

export interface WorkersOptions {
  readonly count: number;
  readonly host: string;
  /** The port that they share, 0 for a free one. */
  readonly port: number;
  /** Whether the first start waits for services that are not up yet. */
  readonly wait: boolean;
  readonly logger: Logger;
  /** Given to each worker at its start, as plain data. */
  readonly given?: unknown;
  /** What this process does for workers on request. */
  readonly requests?: Requests;
}

/** A worker's answer to a question; `answer` is undefined after a timeout. */
export interface WorkerAnswer<Answer> {
  readonly worker: RunningWorker;
  readonly answer: Answer | undefined;
}

export interface RunningWorker {
  /** Unique for each process. */
  readonly id: number;
  /** The same for the replacement of a worker that ended. */
  readonly number: number;
}

/** Several processes that accept connections on one port. */
export interface Workers {
  /** Base address of the port. */
  readonly address: string;
  readonly count: number;
  /** Workers that accept connections now. */
  running(): readonly RunningWorker[];
  /** Number of replacements started. */
  restarts(): number;
  /** Asks all running workers. `limitMs` is the timeout of each, in milliseconds. */
  ask<Answer>(question: string, limitMs: number): Promise<WorkerAnswer<Answer>[]>;
  /**
   * Resolves when each worker has answered or exited, including those being started. Workers that start later are not
   * asked.
   */
  askUntilDone(question: string): Promise<void>;
  /** @param to the receivers; default: all running workers */
  tell(message: ToWorker, to?: readonly RunningWorker[]): void;
  on(listener: WorkersListener): void;
  /** Kills a worker; it is replaced. */
  kill(worker: RunningWorker): void;
  /** Stops all workers after they finish their pending work. */
  close(): Promise<void>;
}

export interface WorkersListener {
  said?(worker: RunningWorker, message: FromWorker): void;
  /** Called when a worker accepts connections. */
  ready?(worker: RunningWorker): void;
  gone?(worker: RunningWorker): void;
}

/**
 * A worker that ran at least this long is replaced at once; others after a pause that doubles each time. In
 * milliseconds.
 */
const SOUND_AFTER_MS = 60_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

interface Slot extends RunningWorker {
  readonly process: Worker;
  readonly startedAt: number;
  /** It receives messages. */
  hears: boolean;
  listening: boolean;
  readonly gone: Promise<void>;
}

/**
 * Starts workers with this process's command line and one shared port (`node:cluster`). A worker that exits
 * unexpectedly is replaced while the others continue.
 *
 * The first one starts alone, so that a wrong setting fails with one error, and things to create are created once.
 *
 * @throws {ConfigError | Error} why the first one could not start
 */
export async function startWorkers(options: WorkersOptions): Promise<Workers> {
  const { count, wait, logger } = options;
  const slots = new Map<number, Slot>();
  const listeners: WorkersListener[] = [];
  const waiting = new Map<string, (answer: unknown) => void>();
  const { given, requests = {} } = options;
  const port = options.port === 0 ? await freePort(options.host) : options.port;
  let restarts = 0;
  let questions = 0;
  let closing = false;

  // All workers accept on the shared socket. With Node's other policy this process would accept and distribute
  // connections, and a connection on its way to a killed worker would hang for ever.
  cluster.schedulingPolicy = cluster.SCHED_NONE;

  function start(job: Pick<WorkerJob, "number" | "wait">): Promise<string> {
    const child = cluster.fork();
    let isGone = () => {};
    const slot: Slot = {
      id: child.id,
      number: job.number,
      process: child,
      startedAt: performance.now(),
      hears: false,
      listening: false,
      gone: new Promise((resolve) => {
        isGone = resolve;
      }),
    };
    slots.set(job.number, slot);
    return new Promise((resolve, reject) => {
      let failure: Error | undefined;
      child.on("message", (message: FromWorker) => {
        if (message.kind === "hello") {
          slot.hears = true;
          send(slot, { kind: "start", ...job, count, port, given });
        } else if (message.kind === "ready") {
          slot.listening = true;
          for (const { ready } of listeners) ready?.(slot);
          resolve(message.address);
        } else if (message.kind === "failed") failure = asError(message);
        else if (message.kind === "answer") waiting.get(`${slot.id} ${message.id}`)?.(message.answer);
        else if (message.kind === "request") void fulfil(slot, message, requests);
        for (const { said } of listeners) said?.(slot, message);
      });
      // Its last message arrives before its channel disconnects, which may be after its exit.
      let toCome = 2;
      const ended = () => {
        toCome -= 1;
        if (toCome > 0) return;
        const how = child.process.signalCode ?? child.process.exitCode ?? "unknown";
        slots.delete(slot.number);
        const wasListening = slot.listening;
        slot.listening = false;
        isGone();
        for (const { gone } of listeners) gone?.(slot);
        if (!wasListening) reject(failure ?? new Error(`A worker ended at its start (${how}).`));
        else if (!closing) void replace(slot, how);
      };
      child.once("exit", ended);
      child.once("disconnect", ended);
      child.on("error", (error) => logger.debug({ err: error }, `Worker ${slot.number} can't be reached`));
    });
  }

  async function replace({ number, startedAt }: Slot, how: number | string): Promise<void> {
    logger.error(`Worker ${number} has ended (${how}). Another one takes its place; the others go on`);
    let pauseMs = performance.now() - startedAt > SOUND_AFTER_MS ? 0 : FIRST_PAUSE_MS;
    while (!closing) {
      await sleep(pauseMs, undefined, { ref: false });
      if (closing) return;
      restarts += 1;
      try {
        await start({ number, wait: true });
        return logger.info(`Worker ${number} takes connections again`);
      } catch (error) {
        logger.error(`Worker ${number} can't start: ${(error as Error).message}`);
        pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, 2 * pauseMs));
      }
    }
  }

  const running = () => [...slots.values()].filter(({ listening }) => listening);

  async function close(): Promise<void> {
    closing = true;
    await Promise.all(
      [...slots.values()].map(async (slot) => {
        const { process: child } = slot;
        const ended = new Promise((resolve) => child.once("exit", resolve));
        if (slot.listening) send(slot, { kind: "stop" });
        else child.process.kill("SIGKILL");
        await ended;
      }),
    );
  }

  try {
    const address = await start({ number: 1, wait });
    await Promise.all(Array.from({ length: count - 1 }, (_, n) => start({ number: n + 2, wait })));
    return {
      address,
      count,
      running,
      restarts: () => restarts,
      async ask<Answer>(question: string, limitMs: number) {
        questions += 1;
        const id = questions;
        return await Promise.all(
          running().map(async (worker) => {
            const key = `${worker.id} ${id}`;
            const answered = new Promise((resolve) => waiting.set(key, resolve));
            send(worker, { kind: "ask", id, question });
            const limit = new AbortController();
            const late = sleep(limitMs, undefined, { ref: false, signal: limit.signal }).catch(() => {});
            const answer = (await Promise.race([answered, late])) as Answer | undefined;
            limit.abort();
            waiting.delete(key);
            return { worker, answer };
          }),
        );
      },
      async askUntilDone(question) {
        questions += 1;
        const id = questions;
        const heard = [...slots.values()].filter(({ hears }) => hears);
        await Promise.all(
          heard.map(async (slot) => {
            const key = `${slot.id} ${id}`;
            const answered = new Promise((resolve) => waiting.set(key, resolve));
            send(slot, { kind: "ask", id, question });
            await Promise.race([answered, slot.gone]);
            waiting.delete(key);
          }),
        );
      },
      tell(message, to = running()) {
        for (const { id } of to) {
          const slot = running().find((one) => one.id === id);
          if (slot) send(slot, message);
        }
      },
      on: (listener) => void listeners.push(listener),
      kill: ({ number }) => void slots.get(number)?.process.process.kill("SIGKILL"),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Higher ports are ephemeral (Linux: from 32,768 on): an outgoing connection may take one at any moment. */
const FREE_PORTS = { from: 12_000, to: 32_000 } as const;

/** A free port for all workers that stays reserved even if all of them exit at once. */
async function freePort(host: string): Promise<number> {
  for (;;) {
    const server = createServer().listen(randomInt(FREE_PORTS.from, FREE_PORTS.to), host);
    try {
      await once(server, "listening");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") continue;
      throw error;
    }
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    return port;
  }
}

async function fulfil(
  slot: Slot,
  { id, name, body }: Extract<FromWorker, { kind: "request" }>,
  requests: Requests,
): Promise<void> {
  try {
    const own = Object.hasOwn(requests, name) ? requests[name] : undefined;
    if (own === undefined) throw new Error(`Nothing is done here by the name ${name}.`);
    send(slot, { kind: "reply", id, reply: await own(body as never) });
  } catch (error) {
    send(slot, { kind: "reply", id, failure: (error as Error).message });
  }
}

/** A worker that has just exited can't receive messages, and needs none. */
function send({ process: child }: Slot, message: ToWorker): void {
  if (child.isConnected()) child.send(message, () => {});
}

function asError({ name, message }: { name: string; message: string }): Error {
  return name === "ConfigError" ? new ConfigError(message) : Object.assign(new Error(message), { name });
}
