import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";

export const MANIFEST = "backup.json";

/** Files and folders of a data folder that a backup includes; each is readable only by its owner. */
export const DATA_FILES = [
  "sources.json",
  "sources.audit.jsonl",
  "sources.used",
  "secrets.json",
  "operator.json",
  "messages.json",
  "push.json",
  "erasures.audit.jsonl",
];

/** Names become paths, so these patterns allow no path separators. */
const TABLE = Type.String({ pattern: "^[a-z][a-z0-9_]{0,99}$" });
const PART = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9_-]{0,199}$" });

/** Contents of a backup. It is written last, so a folder without it is an incomplete backup. */
const FORM = Type.Object({
  /** 2 since the manifest has checksums and counts. */
  format: Type.Union([Type.Literal(1), Type.Literal(2)]),
  /** Release of Safar that wrote it. */
  release: Type.String({ maxLength: 100 }),
  at: Type.String({ maxLength: 40 }),
  tables: Type.Array(
    Type.Object({
      table: TABLE,
      create: Type.String(),
      /** Names of its parts: folders in `tables/<table>/`. */
      parts: Type.Array(PART),
      /** Rows of all parts. */
      rows: Type.Optional(Type.Integer({ minimum: 0 })),
    }),
  ),
  /** Files of the data folder: sources, secrets, receipts. */
  files: Type.Array(Type.Union(DATA_FILES.map((name) => Type.Literal(name)))),
  /** SHA-256 of each file of the backup, hexadecimal, by its path in it. */
  checksums: Type.Optional(Type.Record(Type.String(), Type.String({ pattern: "^[0-9a-f]{64}$" }))),
});

export type Manifest = Omit<Static<typeof FORM>, "files"> & { readonly files: readonly string[] };
export type BackupTable = Manifest["tables"][number];

const CHECK = Compile(FORM);

/** @throws {Error} when the folder is not a complete backup in a format that this release reads */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      error.code === "ENOENT"
        ? `${folder} is not a complete backup: it has no ${MANIFEST}. Name a folder that \`safar backup\` finished.`
        : `${folder} can't be read: ${error.message}`,
      { cause: error },
    );
  });
  const manifest = parsed(text);
  const { format, release } = (manifest ?? {}) as { format?: unknown; release?: unknown };
  if (typeof format === "number" && format > 2)
    throw new Error(`${folder} was written by a later release (${release}). Restore it with that release.`);
  if (!CHECK.Check(manifest)) {
    const [first] = CHECK.Errors(manifest);
    throw new Error(
      `Nothing was restored: ${folder}/${MANIFEST} does not have the form that \`safar backup\` writes: ${first?.instancePath || "it"} ${first?.message}.`,
    );
  }
  for (const table of manifest.tables) checkStatement(folder, table);
  return manifest;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Functions that read from outside the database. No table or view of Safar uses one. */
const ELSEWHERE =
  /\b(?:azureBlobStorage|cluster\w*|deltaLake|executable|file\w*|gcs|hdfs\w*|hudi|iceberg\w*|input|jdbc|mongodb|mysql|odbc|postgresql|redis|remote\w*|s3\w*|sqlite|url\w*)\s*\(/i;

/** Checks that a statement creates only the table or view it is listed for. */
function checkStatement(folder: string, { table, create }: BackupTable): void {
  const [, kind, rest = ""] = /^CREATE (TABLE|MATERIALIZED VIEW) safar\.([\s\S]*)$/.exec(create.trim()) ?? [];
  const own = rest.startsWith(`${table} `) || rest.startsWith(`${table}\n`);
  const stored = kind === "MATERIALIZED VIEW" || /\)\s*ENGINE = \w*MergeTree\b/.test(rest);
  if (own && stored && !ELSEWHERE.test(rest)) return;
  throw new Error(
    `Nothing was restored: the statement of table ${table} in ${folder}/${MANIFEST} would create something else.`,
  );
}
