/**
 * The warehouse stores events as rows and answers queries.
 *
 * Both modes use its only adapter, `clickhouse-http.ts`: any ClickHouse over HTTP, a server or the engine of `safar
 * serve` (`../engine`).
 */
export interface Warehouse {
  /**
   * Makes rows durable, all or none of them.
   *
   * @param table table name inside the `safar` database
   * @param columns names in the order in which each row lists its values
   * @param rows JSON arrays of the columns' values, without line breaks, each as text or UTF-8 bytes; or several in
   *   UTF-8 bytes, one per line
   * @throws {WarehouseError} `retryable` when the same rows may succeed later; otherwise a row is invalid
   */
  insert(table: string, columns: readonly string[], rows: readonly RowText[]): Promise<void>;
  /** Runs one statement that returns no rows, such as DDL. */
  command(statement: string): Promise<void>;
  /** Runs one SELECT; `params` fill its `{name:Type}` places. */
  query<Row>(select: string, params?: Record<string, unknown>): Promise<Row[]>;
  /** True when the engine answers. */
  ping(): Promise<boolean>;
  /** Waits for running statements and closes the connection. */
  close(): Promise<void>;
}

/**
 * A row as JSON text, or one or more rows as bytes, one per line. Rows read as bytes stay bytes, because converting
 * them to text and back would cost more than everything else.
 */
export type RowText = string | Buffer;

/** An error of the warehouse, and whether a retry can succeed. */
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
