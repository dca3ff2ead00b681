import { MAX_ID_LENGTH } from "@safar/schemas";
import { readAmount } from "./amount.js";
import type { PlacedMapping } from "./mapping.js";
import type { Profile } from "./profile.js";
import { readTime } from "./read-time.js";
import type { Role } from "./roles.js";
import type { TableRow } from "./table.js";
import { isBroken, written, writtenId } from "./written.js";

export type CellAmount = { readonly decimal: string } | { readonly problem: string };

/** Reads the cells of a row by their role. */
export interface ReadCell {
  /** The cell's text; "" when there is no such column. */
  text(row: TableRow, role: Role): string;
  /** The first text of the rows that is not empty. */
  first(rows: readonly TableRow[], role: Role): string;
  /** As {@link first}, normalised as the collector normalises ids. */
  id(rows: readonly TableRow[], role: Role): string;
  amount(row: TableRow, role: Role): CellAmount;
  /** A moment in epoch milliseconds. */
  time(text: string): { readonly at: number } | { readonly problem: string };
}

/** A collector replaces times before 1900 or in the future by the time of receipt. A row is rejected instead. */
const EARLIEST = Date.UTC(1900, 0, 1);

/** @param now epoch milliseconds; a later time means a wrong clock or time zone */
export function createReadCell(
  { places, timeZone, format }: PlacedMapping,
  { decimal, first }: Pick<Profile, "decimal" | "first">,
  now: number,
): ReadCell {
  const raw = (row: TableRow, role: Role) => row.fields[places[role] ?? -1] ?? "";
  const text = (row: TableRow, role: Role) => written(raw(row, role));
  const firstOf = (rows: readonly TableRow[], role: Role) => {
    for (const row of rows) {
      const told = text(row, role);
      if (told !== "") return told;
    }
    return "";
  };
  return {
    text,
    first: firstOf,
    id: (rows, role) => writtenId(firstOf(rows, role)),
    amount(row, role) {
      const told = text(row, role);
      const amount = readAmount(told, decimal);
      if ("decimal" in amount) return amount;
      if (told.trim() === "") return { problem: `its ${NAMES[role]} is empty` };
      const shown = told.slice(0, 64);
      return amount.problem === "ambiguous"
        ? {
            problem: `its ${NAMES[role]} "${shown}" can be read in two ways; set the decimal separator with --decimal point or comma`,
          }
        : { problem: `its ${NAMES[role]} "${shown}" is not a number; write it like 1234.50` };
    },
    time(told) {
      const read = readTime(told, { timeZone, format, first });
      if ("problem" in read || (read.at >= EARLIEST && read.at <= now)) return read;
      return { problem: `its time "${told}" is ${read.at > now ? "in the future" : "before 1900"}` };
    },
  };
}

/** How spreadsheets show a number of more than 11 digits: only the first digits remain. */
const ROUNDED = /^\d(?:[.,]\d{1,14})?E\+\d{1,3}$/i;

/** Why a text can't be an id, or undefined when it can. */
export function idProblem(id: string, what: string): string | undefined {
  if (isBroken(id)) {
    return `its ${what} "${id.slice(0, 80)}" was damaged by an earlier program (\uFFFD); export it again as UTF-8`;
  }
  if (ROUNDED.test(id)) {
    return `its ${what} "${id}" was rounded by a spreadsheet; export it again with that column as text`;
  }
  return id.length > MAX_ID_LENGTH ? `its ${what} is longer than ${MAX_ID_LENGTH} characters` : undefined;
}

const NAMES: Partial<Record<Role, string>> = {
  value: "value",
  lineValue: "line's value",
  price: "price",
  quantity: "quantity",
  refunded: "refunded amount",
};
