import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { LimitSharing, Taken } from "../../collect/limits/limit-sharing.js";
import type { Live } from "../../operate/tail/live.js";
import { newLogger } from "../../output/logging/logger.js";
import { stopGracefully } from "../serve/stop.js";
import type { FromWorker, MetricsJson, ToWorker, WorkerJob, WorkerState } from "./messages.js";

/** What runs in a worker. */
export interface WorkerPart {
  /** Base address of the shared port. */
  readonly address: string;
  readonly registry: Pick<Registry, "getMetricsAsJSON">;
  /** Why it can't work now, or undefined when it can. */
  unready(): string | undefined;
  readonly tail: Pick<Live, "follow">;
  /** Answers to more questions of the main process, by name. */
  readonly answers?: Readonly<Record<string, () => Promise<unknown>>>;
  close(): Promise<void>;
}

/**
 * Asks the main process to do something.
 *
 * @throws {Error} with the main process's message when it failed
 */
export type Request = <Reply>(name: string, body?: unknown) => Promise<Reply>;

/** Most tail lines in transit to the main process. */
const MOST_LINES_UNDER_WAY = 1_000;

/**
 * Runs a worker in this process until it gets a stop message or a signal. It exits whenever the main process exits.
 *
 * @param start opens the part; its errors are reported to the main process. It gets the job, what senders take from
 *   other workers, and a function to send requests to the main process
 */
export async function runWorker(
  { logLevel, stopSeconds }: { logLevel: string; stopSeconds: number },
  start: (job: WorkerJob, sharing: LimitSharing, logger: Logger, request: Request) => Promise<WorkerPart>,
): Promise<void> {
  const job = await startMessage((message) => {
    take(message).catch((error) => logger.error({ err: error }, "A worker could not do what it was told"));
  });
  const logger = newLogger(logLevel).child({ worker: job.number });
  let part: WorkerPart | undefined;
  let countTaken: (taken: Taken) => void = () => {};
  const follows = new Map<number, () => void>();
  let linesUnderWay = 0;
  const replies = new Map<number, (reply: Extract<ToWorker, { kind: "reply" }>) => void>();
  let requests = 0;
  let hasStarted = () => {};
  const started = new Promise<void>((resolve) => {
    hasStarted = resolve;
  });

  const { stop } = stopGracefully(logger, stopSeconds, async () => {
    await part?.close();
    if (part) await tell({ kind: "ended", metrics: await metricsOf(part) });
  });

  const take = async (message: ToWorker) => {
    switch (message.kind) {
      case "ask":
        await started;
        return part && tell({ kind: "answer", id: message.id, answer: await answer(part, message.question) });
      case "reply":
        return replies.get(message.id)?.(message);
      case "follow":
        return void follows.set(message.id, follow(message.id, message.filter));
      case "leave":
        follows.get(message.id)?.();
        return void follows.delete(message.id);
      case "taken":
        return countTaken(message.taken);
      case "stop":
        return stop();
    }
  };
  const follow = (id: number, filter: Parameters<Live["follow"]>[1]) => {
    const write = (text: string) => {
      if (linesUnderWay >= MOST_LINES_UNDER_WAY) return false;
      linesUnderWay += 1;
      void tell({ kind: "line", id, text }).then(() => {
        linesUnderWay -= 1;
      });
      return true;
    };
    return part?.tail.follow({ write }, filter) ?? (() => {});
  };

  const sharing: LimitSharing = {
    among: job.count,
    tell: (taken) => void tell({ kind: "taken", taken }),
    listen: (count) => {
      countTaken = count;
    },
  };
  const request: Request = async <Reply>(name: string, body?: unknown) => {
    requests += 1;
    const id = requests;
    const replied = new Promise<Extract<ToWorker, { kind: "reply" }>>((resolve) => replies.set(id, resolve));
    void tell({ kind: "request", id, name, body });
    const { reply, failure } = await replied;
    replies.delete(id);
    if (failure !== undefined) throw new Error(failure);
    return reply as Reply;
  };
  try {
    part = await start(job, sharing, logger, request);
    hasStarted();
  } catch (error) {
    const { name, message } = error as Error;
    await tell({ kind: "failed", name, message });
    process.exit(1);
  }
  await tell({ kind: "ready", address: part.address });
}

async function answer(part: WorkerPart, question: string): Promise<unknown> {
  if (question !== "state") return await part.answers?.[question]?.();
  const unready = part.unready();
  return { unready, metrics: await metricsOf(part) } satisfies WorkerState;
}

async function metricsOf({ registry }: WorkerPart): Promise<MetricsJson> {
  return (await registry.getMetricsAsJSON()) as MetricsJson;
}

/** Waits for the job; later messages are handled after the caller has it. */
function startMessage(take: (message: ToWorker) => void): Promise<WorkerJob> {
  const job = new Promise<WorkerJob>((resolve) => {
    process.on("message", (message: ToWorker) => {
      if (message.kind === "start") resolve(message);
      else void job.then(() => take(message));
    });
  });
  void tell({ kind: "hello" });
  return job;
}

/** Resolves when the message was sent, or can't be sent because nobody reads it any more. */
function tell(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected || !process.send) return resolve();
    process.send(message, undefined, undefined, () => resolve());
  });
}
