import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { DATABASE, INTERNAL_DATABASE } from "../warehouse/statements.js";
import { codeOf, splitAt, textOf, tokensOf } from "./sql/tokens.js";
import { readViews, type View } from "./views/read-views.js";

/** One `.sql` file of `@safar/schemas`. */
export interface SchemaFile {
  /** File name without `.sql`: `0001_events`, or the name of the file's view. */
  readonly name: string;
  readonly text: string;
  /** SHA-256 of the text, hexadecimal. */
  readonly checksum: string;
}

export interface SchemaFiles {
  /** Ordered by number. */
  readonly migrations: readonly SchemaFile[];
  /** Ordered so that each view follows the views it reads. */
  readonly views: readonly View[];
}

/** Folder of the `.sql` files of the installed `@safar/schemas`. */
export function schemaFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve("@safar/schemas/package.json")), "clickhouse");
}

/**
 * Reads migrations and views.
 *
 * @throws {Error} when a view is invalid; see `views/read-views.ts`
 */
export async function readSchemaFiles(folder: string): Promise<SchemaFiles> {
  return {
    migrations: await readFolder(join(folder, "migrations")),
    views: readViews([
      ...(await readFolder(join(folder, "views"))).map((file) => ({ ...file, database: DATABASE })),
      ...(await readFolder(join(folder, "views/internal"))).map((file) => ({
        ...file,
        database: INTERNAL_DATABASE,
      })),
    ]),
  };
}

/** The statements of a file, in order, without comments. */
export function statementsOf({ text }: Pick<SchemaFile, "text">): string[] {
  return splitAt(tokensOf(text), ";")
    .map((statement) => textOf(codeOf(statement)))
    .filter((statement) => statement !== "");
}

async function readFolder(folder: string): Promise<SchemaFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), "utf8");
      return {
        name: name.slice(0, -".sql".length),
        text,
        checksum: createHash("sha256").update(text).digest("hex"),
      };
    }),
  );
}
