/** A file of sources, and the files beside it that are named after it. */
export interface SourcesPlace {
  /** The file itself. */
  readonly file: string;
  /** Every change, one JSON object per line. */
  readonly auditLog: string;
  /** When each key was last used. */
  readonly keyUse: string;
  /** Lock held while the file is changed. */
  readonly lock: string;
}

export function sourcesPlace(file: string): SourcesPlace {
  const stem = file.replace(/\.json$/, "");
  return { file, auditLog: `${stem}.audit.jsonl`, keyUse: `${stem}.used`, lock: `${file}.lock` };
}
