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
  /** Whether the first start waits for what is not there yet. */
  readonly wait: boolean;
  readonly logger: Logger;
  /** Given to each worker at its start, as plain data. */
  readonly given?: unknown;
  /** What is done here for workers that ask for it. */
  readonly requests?: Requests;
}

/** What a worker said to a question; `answer` is undefined when it said nothing in time. */
export interface WorkerAnswer<Answer> {
  readonly worker: RunningWorker;
  readonly answer: Answer | undefined;
}

export interface RunningWorker {
  /** Differs for each process. */
  readonly id: number;
  /** Stays the same for whoever takes the place of one that ended. */
  readonly number: number;
}

/** Several processes that take connections from one port. */
export interface Workers {
  /** Base address of the port. */
  readonly address: string;
  readonly count: number;
  /** Those that take connections now. */
  running(): readonly RunningWorker[];
  /** How often one was started in the place of another one. */
  restarts(): number;
  /** Asks all that take connections, and waits for as long as one of them may take, in milliseconds. */
  ask<Answer>(question: string, limitMs: number): Promise<WorkerAnswer<Answer>[]>;
  /**
   * Resolves when each worker has answered or is gone, those too that are being started. One that starts later has not
   * been asked.
   */
  askUntilDone(question: string): Promise<void>;
  /** @param to whom; all that take connections by default */
  tell(message: ToWorker, to?: readonly RunningWorker[]): void;
  on(listener: WorkersListener): void;
  /** Ends one at once; another one takes its place. */
  kill(worker: RunningWorker): void;
  /** Lets all finish what they have begun, and waits for it. */
  close(): Promise<void>;
}

export interface WorkersListener {
  said?(worker: RunningWorker, message: FromWorker): void;
  /** It takes connections from now on. */
  ready?(worker: RunningWorker): void;
  gone?(worker: RunningWorker): void;
}

/** One that ran for so long is replaced at once; others after a pause that doubles each time, in milliseconds. */
const SOUND_AFTER_MS = 60_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

interface Slot extends RunningWorker {
  readonly process: Worker;
  readonly startedAt: number;
  /** It hears what it is told. */
  hears: boolean;
  listening: boolean;
  readonly gone: Promise<void>;
}

/**
 * Starts workers: this same command line again, with one port for all of them (`node:cluster`). One that ends unasked
 * is replaced; meanwhile the others go on.
 *
 * The first is started alone: what can't work ends here with its sentence, and what is made once is made once.
 *
 * @throws {ConfigError | Error} what the first one could not start with
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

  // All of them wait at the port, and whoever has time takes the next connection. By Node's other way this process
  // takes all and hands them on: then a connection on its way to a worker that is killed hangs for ever.
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
      // What it said at last is read before its connection is seen to end; it may be later than its exit.
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

/** Systems give the ports above to connections (Linux: from 32,768 on): one of those may be taken at any moment. */
const FREE_PORTS = { from: 12_000, to: 32_000 } as const;

/** A free port for all workers, which stays theirs when all of them end at once. */
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

/** To one that has just ended nothing can be said, and nothing need be. */
function send({ process: child }: Slot, message: ToWorker): void {
  if (child.isConnected()) child.send(message, () => {});
}

function asError({ name, message }: { name: string; message: string }): Error {
  return name === "ConfigError" ? new ConfigError(message) : Object.assign(new Error(message), { name });
}
