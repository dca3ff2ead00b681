/** What one query may use, and how many may run. A client can ask for less, never for more. */
export interface QueryLimits {
  readonly maxExecutionSeconds: number;
  readonly maxMemoryBytes: number;
  /** Rows and bytes of an answer, before it is written in its format. */
  readonly maxResultRows: number;
  readonly maxResultBytes: number;
  /** What a query may put on disk beside its memory, as a large sort does. */
  readonly maxTemporaryBytes: number;
  /** Length of a statement in bytes, parameters not counted. */
  readonly maxQueryBytes: number;
  /** Queries at once. Each takes one of the process's four threads for native work from the collector. */
  readonly maxRunning: number;
  /** Queries that may wait for their turn. */
  readonly maxWaiting: number;
}

export const DEFAULT_LIMITS: QueryLimits = {
  maxExecutionSeconds: 30,
  maxMemoryBytes: 2 * 1024 ** 3,
  maxResultRows: 10_000_000,
  maxResultBytes: 256 * 1024 ** 2,
  maxTemporaryBytes: 1024 ** 3,
  maxQueryBytes: 256 * 1024,
  maxRunning: 2,
  maxWaiting: 64,
};
