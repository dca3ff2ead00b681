import { createHash } from "node:crypto";
import type { BrowserScript } from "./browser-script.js";

/** What a shop puts into its pages. */
export interface TagParts {
  readonly script: Pick<BrowserScript, "hash" | "integrity">;
  /** One line of JavaScript that queues calls until the script has loaded. */
  readonly stub: string;
  /** Base address of the collector, without a trailing slash. */
  readonly host: string;
  readonly writeKey: string;
}

/** The two elements for the page's head: the stub, and the script tag with its immutable name and integrity hash. */
export function scriptTag({ script, stub, host, writeKey }: TagParts): string {
  return [
    `<script>${stub}</script>`,
    `<script async src="${attribute(`${host}/safar-${script.hash}.js`)}" data-write-key="${attribute(writeKey)}"` +
      ` integrity="${script.integrity}" crossorigin="anonymous"></script>`,
  ].join("\n");
}

/** What a page's Content-Security-Policy must allow for these elements. They need no `unsafe-inline`. */
export function contentSecurityPolicy({ stub, host }: Pick<TagParts, "stub" | "host">): string {
  const stubHash = createHash("sha256").update(stub).digest("base64");
  return `script-src 'sha256-${stubHash}' ${host}; connect-src ${host}`;
}

function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
