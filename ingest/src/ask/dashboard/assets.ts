import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import type { Encoding } from "../../collect/script/accepted-encoding.js";

const FOLDER = new URL("../../../dashboard/", import.meta.url);
const compress = { br: promisify(brotliCompress), gzip: promisify(gzip) };

/** A file of the page: small enough to hold, whole and compressed. */
export interface Asset {
  /** Its address: it holds a hash, so it is one file for ever. */
  readonly path: string;
  readonly type: string;
  readonly bodies: Readonly<Record<Encoding, Buffer>>;
}

export interface PageFiles {
  readonly page: string;
  readonly assets: readonly Asset[];
}

const FILES = {
  "dashboard.js": "text/javascript; charset=utf-8",
  "dashboard.css": "text/css; charset=utf-8",
  "icon.svg": "image/svg+xml",
} as const;

/**
 * Reads the page and its files, and writes their addresses into it.
 *
 * @returns undefined in a checkout that is not built
 */
export async function readPageFiles(): Promise<PageFiles | undefined> {
  try {
    let page = await readFile(new URL("page.html", FOLDER), "utf8");
    const assets: Asset[] = [];
    for (const [name, type] of Object.entries(FILES)) {
      const asset = await readAsset(name, type);
      assets.push(asset);
      page = page.replaceAll(`{{${name}}}`, asset.path);
    }
    return { page, assets };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function readAsset(name: string, type: string): Promise<Asset> {
  const identity = await readFile(new URL(`dist/${name}`, FOLDER));
  const [br, zipped] = await Promise.all([compress.br(identity), compress.gzip(identity)]);
  const hash = createHash("sha256").update(identity).digest("hex").slice(0, 16);
  return { path: `/dashboard/${hash}/${name}`, type, bodies: { br, gzip: zipped, identity } };
}
