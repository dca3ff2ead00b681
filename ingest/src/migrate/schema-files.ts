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
    views: withCallsInlined(inReadingOrder(await readFolder(join(folder, "views")))),
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

/** A call of a view with parameters: `safar.orders(source = 'shop', since = {since:String})`. */
const CALL = /\bsafar\.(\w+)\((\s*\w+ = [^()]*)\)/g;
const ARGUMENT = /(\w+) = ('[^']*'|\{\w+:\w+\})/g;

/**
 * The views, with the text of another view in place of each call of it. The engine plans a view inside a view
 * twice, and so four times what that one calls: half of the time that a figure takes to be planned.
 *
 * @param views each behind those it calls
 * @throws {Error} when a call has other arguments than literals and parameters
 */
function withCallsInlined(views: readonly SchemaFile[]): SchemaFile[] {
  const selects = new Map<string, string>();
  return views.map((view) => {
    const text = view.text
      .replaceAll(/^\s*--.*\n/gm, "")
      .replaceAll(CALL, (call, name: string, list: string) => {
        const select = selects.get(name);
        if (select === undefined) return call;
        const given = new Map([...list.matchAll(ARGUMENT)].map(([, key, value]) => [key!, value!]));
        if (list.replaceAll(ARGUMENT, "").replaceAll(/[\s,]/g, "") !== "")
          throw new Error(
            `${view.name} calls ${name} with something else than literals and parameters: ${call}`,
          );
        return `(\n${select.replaceAll(/\{(\w+):\w+\}/g, (own, key: string) => given.get(key) ?? own)})`;
      });
    selects.set(view.name, text.replace(/^CREATE OR REPLACE VIEW \w+ AS\s/, "").replace(/;\s*$/, ""));
    return { ...view, text: withSettings(text) };
  });
}

/**
 * What the engine looks for in a question, at a third of the time that it takes to plan one, and does not find in
 * these: comparisons of one thing with several constants, and aggregates of what is grouped by.
 */
const SETTINGS = "optimize_and_compare_chain = 0, optimize_aggregators_of_group_by_keys = 0";

/** The statement that makes a view, with settings behind those it has. */
function withSettings(text: string): string {
  const own = /\bSETTINGS [^()]*;\s*$/.test(text) ? ", " : "\nSETTINGS ";
  return text.replace(/;\s*$/, `${own}${SETTINGS};\n`);
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
