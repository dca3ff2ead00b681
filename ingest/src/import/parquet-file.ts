import { type AsyncBuffer, asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { numberedRows, type TableFile } from "./table.js";
import { sha256Of } from "./text-encoding.js";

/** Rows read at a time. */
const ROWS_AT_A_TIME = 10_000;

/**
 * Opens a Parquet file. Only a part of it is in memory at a time.
 *
 * @param size bytes of the file
 * @throws {Error} when it can't be read
 */
export async function openParquetFile(path: string, size: number): Promise<TableFile> {
  const file: AsyncBuffer = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file).catch((error: Error) => {
    throw new Error(`${path} can't be read as Parquet: ${error.message}`, { cause: error });
  });
  const columns = metadata.schema.slice(1).map(({ name }) => name);
  const count = Number(metadata.num_rows);

  async function* records() {
    for (let rowStart = 0; rowStart < count; rowStart += ROWS_AT_A_TIME) {
      const rowEnd = Math.min(count, rowStart + ROWS_AT_A_TIME);
      const rows = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd });
      for (const [index, row] of rows.entries()) {
        yield {
          fields: columns.map((name) => valueText(row[name])),
          fraction: (rowStart + index + 1) / count,
        };
      }
    }
  }
  return {
    columns,
    identity: { bytes: size, sha256: await sha256Of(path) },
    told: [],
    rows: () => numberedRows(records()),
  };
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return "";
  // Parquet timestamps are moments, or local times that the reader returns as UTC; the column's type says which.
  return value instanceof Date ? value.toISOString() : String(value);
}
