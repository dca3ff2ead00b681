import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import type { Encoding } from "./accepted-encoding.js";

/** The browser script as it is served. All encodings are kept in memory. */
export interface BrowserScript {
  /** Its bytes by content encoding. */
  readonly bodies: Readonly<Record<Encoding, Buffer>>;
  /** The first 16 hex digits of its SHA-256, used in its immutable file name. */
  readonly hash: string;
  /** For a tag's `integrity`: `sha384-` and the digest in base64. */
  readonly integrity: string;
}

const require = createRequire(import.meta.url);
const compress = { br: promisify(brotliCompress), gzip: promisify(gzip) };

/**
 * Reads the script of the installed `@safar/web`.
 *
 * @returns undefined when it is not installed, or in a checkout that is not built
 */
export async function readBrowserScript(file = "@safar/web/safar.js"): Promise<BrowserScript | undefined> {
  const identity = await readInstalled(file);
  if (identity === undefined) return undefined;
  const [br, zipped] = await Promise.all([compress.br(identity), compress.gzip(identity, { level: 9 })]);
  return {
    bodies: { br, gzip: zipped, identity },
    hash: createHash("sha256").update(identity).digest("hex").slice(0, 16),
    integrity: `sha384-${createHash("sha384").update(identity).digest("base64")}`,
  };
}

/** The line for the page's head that queues calls until the script has loaded; undefined as above. */
export async function readStub(): Promise<string | undefined> {
  const text = await readInstalled("@safar/web/stub.js");
  return text?.toString("utf8").trim();
}

async function readInstalled(name: string): Promise<Buffer | undefined> {
  try {
    return await readFile(require.resolve(name));
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

const ABSENT = new Set(["ENOENT", "MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED"]);
