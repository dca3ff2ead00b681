import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** One `.sql` file of `@safar/schemas`. */
export interface SchemaFile {
  /** File name without `.sql`: `0001_events`, or the name of the view that the file makes. */
  readonly name: string;
  readonly text: string;
  /** SHA-256 of the text, hexadecimal. */
  readonly checksum: string;
}

export interface SchemaFiles {
  /** In the order of their numbers. */
  readonly migrations: readonly SchemaFile[];
  /** In an order in which each stands behind the views it reads. */
  readonly views: readonly SchemaFile[];
}

/** Folder of the `.sql` files that the installed `@safar/schemas` brings. */
export function schemaFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve("@safar/schemas/package.json")), "clickhouse");
}

/**
 * Reads migrations and views.
 *
 * @throws {Error} when two views read each other
 */
export async function readSchemaFiles(folder: string): Promise<SchemaFiles> {
  return {
    migrations: await readFolder(join(folder, "migrations")),
    views: inReadingOrder(await readFolder(join(folder, "views"))),
  };
}

/** The statements of a file, in order: comments taken out, split where a line ends with a semicolon. */
export function statementsOf({ text }: SchemaFile): string[] {
  return text
    .replaceAll(/^\s*--.*$/gm, "")
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
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

/** What a statement reads from: the names behind FROM and JOIN, without their database. */
function namesRead(statement: string): string[] {
  return [...statement.matchAll(/\b(?:FROM|JOIN)\s+(?:\w+\.)?(\w+)/gi)].map(([, name]) => name!);
}

function inReadingOrder(views: readonly SchemaFile[]): SchemaFile[] {
  const ordered: SchemaFile[] = [];
  const visiting = new Set<string>();
  const visit = (view: SchemaFile) => {
    if (ordered.includes(view)) return;
    if (visiting.has(view.name)) throw new Error(`The view ${view.name} reads itself through others.`);
    visiting.add(view.name);
    const read = new Set(statementsOf(view).flatMap(namesRead));
    for (const other of views) if (other !== view && read.has(other.name)) visit(other);
    ordered.push(view);
  };
  for (const view of views) visit(view);
  return ordered;
}
