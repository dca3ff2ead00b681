import type { MetricObjectWithValues, MetricValue } from "prom-client";
import type { Taken } from "../../collect/limits/limit-sharing.js";
import type { TailFilter } from "../../operate/tail/live.js";

/** Messages of the main process to a worker. */
export type ToWorker =
  | ({ readonly kind: "start" } & WorkerJob)
  | { readonly kind: "ask"; readonly id: number; readonly question: string }
  | { readonly kind: "follow"; readonly id: number; readonly filter: TailFilter }
  | { readonly kind: "leave"; readonly id: number }
  | { readonly kind: "taken"; readonly taken: Taken }
  | { readonly kind: "reply"; readonly id: number; readonly reply?: unknown; readonly failure?: string }
  | { readonly kind: "stop" };

/** Messages of a worker to the main process. */
export type FromWorker =
  /** It receives messages from now on; earlier ones were lost. */
  | { readonly kind: "hello" }
  | { readonly kind: "ready"; readonly address: string }
  | { readonly kind: "failed"; readonly name: string; readonly message: string }
  | { readonly kind: "answer"; readonly id: number; readonly answer: unknown }
  /** It asks the main process to do something; see {@link Requests}. */
  | { readonly kind: "request"; readonly id: number; readonly name: string; readonly body: unknown }
  | { readonly kind: "line"; readonly id: number; readonly text: string }
  | { readonly kind: "taken"; readonly taken: Taken }
  | { readonly kind: "ended"; readonly metrics: MetricsJson };

export interface WorkerJob {
  /** Its number, from 1. A replacement has the same number. */
  readonly number: number;
  /** How many workers there are. */
  readonly count: number;
  /** The port that they share. */
  readonly port: number;
  /** Wait for services that are not up yet; replacements do. */
  readonly wait: boolean;
  /** What else it needs to start, as plain data. */
  readonly given?: unknown;
}

/** What the main process does for workers, by name. */
export type Requests = Readonly<Record<string, (body: never) => unknown>>;

/** A registry's metrics in prom-client's form for aggregation. */
export type MetricsJson = MetricObjectWithValues<MetricValue<string>>[];

/** A worker's answer to the question `state`. */
export interface WorkerState {
  /** Why it can't work now; left out when it can. */
  readonly unready?: string | undefined;
  readonly metrics: MetricsJson;
}
