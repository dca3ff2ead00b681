/**
 * The warehouse: where events become rows and rows answer questions.
 *
 * One port and one adapter for both modes, `clickhouse-http.ts`: any ClickHouse over HTTP, be it a server or the engine
 * that `safar serve` starts (`../engine`).
 */
export interface Warehouse {
  /**
   * Makes rows durable, all or none of them.
   *
   * @param table table name inside the `safar` database
   * @param columns names in the order in which each row lists its values
   * @param rows each a JSON array of the columns' values, without a line break, as text or as UTF-8; or several
   *   of them as UTF-8, one a line
   * @throws {WarehouseError} `retryable` when the same rows may be taken later; otherwise a row is unfit
   */
  insert(table: string, columns: readonly string[], rows: readonly RowText[]): Promise<void>;
  /** Runs one statement that gives no rows back, such as DDL. */
  command(statement: string): Promise<void>;
  /** Runs one SELECT; `params` fill its `{name:Type}` places. */
  query<Row>(select: string, params?: Record<string, unknown>): Promise<Row[]>;
  /** True when the engine answers. */
  ping(): Promise<boolean>;
  /** Waits for running statements and lets the engine go. */
  close(): Promise<void>;
}

/**
 * A row as JSON, or as bytes one or several, one a line. What was read as bytes stays so: making text of it and bytes
 * again costs more than all else.
 */
export type RowText = string | Buffer;

/** What went wrong in the warehouse, and whether the same call can succeed later. */
export class WarehouseError extends Error {
  override readonly name = "WarehouseError";
  constructor(
    message: string,
    /** ClickHouse's own name of the error, such as `NOT_ENOUGH_SPACE`. */
    readonly type: string,
    readonly retryable: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
