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

/** Scripts that the page begins with, and those that it loads when they are needed. */
const FILES = {
  "dashboard.js": "text/javascript; charset=utf-8",
  "products.js": "text/javascript; charset=utf-8",
  "marketing.js": "text/javascript; charset=utf-8",
  "customers.js": "text/javascript; charset=utf-8",
  "journeys.js": "text/javascript; charset=utf-8",
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
    const files = await Promise.all(
      Object.entries(FILES).map(async ([name, type]) => ({
        ...{ name, type },
        identity: await readFile(new URL(`dist/${name}`, FOLDER)),
      })),
    );
    // One hash for all: scripts import each other by addresses beside their own.
    const hash = createHash("sha256");
    for (const { identity } of files) hash.update(identity);
    const folder = `/dashboard/${hash.digest("hex").slice(0, 16)}`;
    const assets: Asset[] = [];
    for (const { name, type, identity } of files) {
      const [br, zipped] = await Promise.all([compress.br(identity), compress.gzip(identity)]);
      const path = `${folder}/${name}`;
      assets.push({ path, type, bodies: { br, gzip: zipped, identity } });
      page = page.replaceAll(`{{${name}}}`, path);
    }
    return { page, assets };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
