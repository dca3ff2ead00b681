import type { MetricObjectWithValues, MetricValue } from "prom-client";
import type { Taken } from "../../collect/limits/limit-sharing.js";
import type { TailFilter } from "../../operate/tail/live.js";

/** What the process that holds the port says to a worker. */
export type ToWorker =
  | ({ readonly kind: "start" } & WorkerJob)
  | { readonly kind: "ask"; readonly id: number; readonly question: string }
  | { readonly kind: "follow"; readonly id: number; readonly filter: TailFilter }
  | { readonly kind: "leave"; readonly id: number }
  | { readonly kind: "taken"; readonly taken: Taken }
  | { readonly kind: "reply"; readonly id: number; readonly reply?: unknown; readonly failure?: string }
  | { readonly kind: "stop" };

/** What a worker says to the process that holds the port. */
export type FromWorker =
  /** It listens to messages from now on: what was said before was lost. */
  | { readonly kind: "hello" }
  | { readonly kind: "ready"; readonly address: string }
  | { readonly kind: "failed"; readonly name: string; readonly message: string }
  | { readonly kind: "answer"; readonly id: number; readonly answer: unknown }
  /** It wants something done where it is done for all workers; see {@link Requests}. */
  | { readonly kind: "request"; readonly id: number; readonly name: string; readonly body: unknown }
  | { readonly kind: "line"; readonly id: number; readonly text: string }
  | { readonly kind: "taken"; readonly taken: Taken }
  | { readonly kind: "ended"; readonly metrics: MetricsJson };

export interface WorkerJob {
  /** Its number, from 1. The worker that takes the place of another one has the same. */
  readonly number: number;
  /** How many workers there are. */
  readonly count: number;
  /** The port that they share. */
  readonly port: number;
  /** Wait for what is not there yet: a worker that takes the place of another one does. */
  readonly wait: boolean;
  /** What else it needs to start, as plain data. */
  readonly given?: unknown;
}

/** What the process that holds the port does for workers, by name. */
export type Requests = Readonly<Record<string, (body: never) => unknown>>;

/** A registry's metrics, as prom-client writes them down for others to add up. */
export type MetricsJson = MetricObjectWithValues<MetricValue<string>>[];

/** What a worker answers to the question `state`. */
export interface WorkerState {
  /** Why it can't do its work now; left out when it can. */
  readonly unready?: string | undefined;
  readonly metrics: MetricsJson;
}
