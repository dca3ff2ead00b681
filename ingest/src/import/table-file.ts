import { open, stat } from "node:fs/promises";
import { openCsvFile } from "./csv-file.js";
import { openParquetFile } from "./parquet-file.js";
import type { TableFile, TableOptions } from "./table.js";
import { openXlsxFile } from "./xlsx-file.js";

/**
 * Opens a file of rows: CSV in any encoding, plain or gzip, an Excel workbook (.xlsx) or Parquet. The first bytes
 * decide, not the file's name.
 *
 * @throws {Error} when it can't be read, or has no header
 */
export async function openTableFile(path: string, options: TableOptions = {}): Promise<TableFile> {
  const { size } = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      error.code === "ENOENT" ? `There is no file ${path}.` : `${path} can't be read: ${error.message}`,
    );
  });
  const start = await firstBytes(path);
  if (start.startsWith("PAR1")) return openParquetFile(path, size);
  if (start.startsWith("PK\x03\x04")) return openXlsxFile(path, size);
  if (start.startsWith("\xd0\xcf\x11\xe0")) {
    throw new Error(
      `${path} is an Excel 97-2003 workbook (.xls). Save it as .xlsx or as "CSV UTF-8", and import that.`,
    );
  }
  return openCsvFile(path, { size, isGzip: start.startsWith("\x1f\x8b"), ...options });
}

/** The magic numbers of gzip (RFC 1952), zip, Parquet and Compound File Binary are at most four bytes long. */
async function firstBytes(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await file.close();
  }
}
