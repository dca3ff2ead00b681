import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type BrowserScript, readBrowserScript } from "../script/browser-script.js";

/** The files of Segment's browser client, from the package `@segment/analytics-next`. */
export interface ClientScripts {
  /** What Segment's snippet loads as `analytics.min.js`; undefined when the package is not installed. */
  main(): Promise<BrowserScript | undefined>;
  /** A part that the client loads on demand; undefined when no part has that name. */
  part(name: string): Promise<BrowserScript | undefined>;
}

const FOLDER = "@segment/analytics-next/dist/umd";

/** Reads and compresses each file on its first request. */
export function clientScripts(): ClientScripts {
  const read = new Map<string, Promise<BrowserScript | undefined>>();
  const names = partNames();
  const scriptOf = (name: string) => {
    const known = read.get(name) ?? readBrowserScript(`${FOLDER}/${name}`);
    read.set(name, known);
    return known;
  };
  return {
    main: () => scriptOf("standalone.js"),
    part: async (name) => ((await names).has(name) ? scriptOf(name) : undefined),
  };
}

/** Names of the parts. No other name is looked up on the disk. */
async function partNames(): Promise<ReadonlySet<string>> {
  try {
    const root = dirname(createRequire(import.meta.url).resolve("@segment/analytics-next/package.json"));
    const names = await readdir(join(root, "dist", "umd"));
    return new Set(names.filter((name) => /\.bundle\.[0-9a-f]+\.js$/.test(name)));
  } catch {
    return new Set();
  }
}
