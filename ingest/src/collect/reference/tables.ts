import { CONFIG_SCHEMA } from "../../settings/config.js";
import { REQUEST_ERRORS } from "../errors.js";

/** Rows of the table of settings in CONFIGURATION.md, in the order of the schema. */
export function settingRows(): string[] {
  const settings = CONFIG_SCHEMA.properties as unknown as Record<
    string,
    { default: unknown; description: string }
  >;
  return Object.entries(settings).map(
    ([name, { default: fallback, description }]) =>
      `| \`${name}\` | ${fallback === "" ? "" : `\`${fallback}\``} | ${description} |`,
  );
}

/** Rows of the table of refusals in WIRE.md. */
export function answerRows(): string[] {
  return Object.entries(REQUEST_ERRORS).map(
    ([code, { status, retry, message }]) =>
      `| ${status} \`${code}\` | ${message} | ${retry ? "sends again" : "drops"} |`,
  );
}

/**
 * Replaces the rows of a table in a document, and keeps its header.
 *
 * @param header the table's first line
 * @param keep how many handwritten rows stay at the top of the table
 * @throws {Error} when the document has no such table
 */
export function withRows(text: string, header: string, rows: readonly string[], keep = 0): string {
  const lines = text.split("\n");
  const start = lines.indexOf(header);
  if (start < 0) throw new Error(`There is no table ${header}`);
  const first = start + 2 + keep;
  const length = lines.slice(first).findIndex((line) => !line.startsWith("|"));
  return lines.toSpliced(first, length, ...rows).join("\n");
}

/** The documents that have generated tables, by their file in this package. */
export const GENERATED: Readonly<Record<string, (text: string) => string>> = {
  "CONFIGURATION.md": (text) => withRows(text, "| variable | default | meaning |", settingRows()),
  "WIRE.md": (text) =>
    withRows(text, "| answer | what it means, and what to do | what a client does |", answerRows(), 1),
};
