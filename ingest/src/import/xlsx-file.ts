import readWorkbook from "read-excel-file/node";
import { numberedRows, type TableFile } from "./table.js";
import { sha256Of } from "./text-encoding.js";

/** A workbook is read into memory as a whole; a larger one needs more memory than most machines have. */
const LARGEST_BYTES = 64 * 1024 * 1024;

/**
 * Opens the first sheet of an Excel workbook (.xlsx). Cells formatted as dates become local times without a zone, as
 * Excel shows them.
 *
 * @param size bytes of the file
 * @throws {Error} when it can't be read, is too large or has no header
 */
export async function openXlsxFile(path: string, size: number): Promise<TableFile> {
  if (size > LARGEST_BYTES) {
    throw new Error(`${path} is larger than 64 MiB. Save it as "CSV UTF-8", which is read in chunks.`);
  }
  const sheets = await readWorkbook(path).catch((error: Error) => {
    throw new Error(`${path} can't be read as an Excel workbook: ${error.message}`, { cause: error });
  });
  const [first, ...others] = sheets;
  const [header, ...rows] = (first?.data ?? []).map((row) => row.map(cellText));
  if (!first || !header) throw new Error(`${path} is empty. The first row must name the columns.`);
  return {
    columns: header.map((name) => name.trim()),
    identity: { bytes: size, sha256: await sha256Of(path) },
    told: [
      ...(others.length === 0
        ? []
        : [`The workbook has ${sheets.length} sheets. Only the first, "${first.sheet}", is read.`]),
    ],
    rows: () => numberedRows(inTurn(rows)),
  };
}

async function* inTurn(rows: readonly string[][]) {
  for (const [index, fields] of rows.entries()) yield { fields, fraction: (index + 1) / rows.length };
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  if (!(cell instanceof Date)) return String(cell);
  // The reader returns a cell's local time as if it were UTC. Excel stores fractions of days, which need rounding.
  const seconds = Math.round(cell.getTime() / 1000);
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}
