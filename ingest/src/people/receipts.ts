import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { PRIVATE_FOLDER } from "../data-folder/private.js";
import type { Receipt } from "./forget.js";

/** The data folder's file of erasure receipts, one per line. It contains no ids. */
export function receiptsFile(folder: string): string {
  return join(folder, "erasures.audit.jsonl");
}

/** Appends a receipt and syncs it to disk before it returns. The file is never rewritten. */
export async function keepReceipt(folder: string, receipt: Receipt): Promise<void> {
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
  const file = await open(receiptsFile(folder), "a", 0o600);
  try {
    await file.appendFile(`${JSON.stringify(receipt)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}
