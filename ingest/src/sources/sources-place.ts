/** What stands beside a file of sources, named after it. */
export interface SourcesPlace {
  /** The file itself. */
  readonly file: string;
  /** Every change, one JSON object a line. */
  readonly auditLog: string;
  /** When each key was used last. */
  readonly keyUse: string;
  /** Held while the file is changed. */
  readonly lock: string;
}

export function sourcesPlace(file: string): SourcesPlace {
  const stem = file.replace(/\.json$/, "");
  return { file, auditLog: `${stem}.audit.jsonl`, keyUse: `${stem}.used`, lock: `${file}.lock` };
}
