import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { readLibrary } from "./old-libraries.js";

const SDK = fileURLToPath(new URL("../../../../../sdk-web/dist/", import.meta.url));

/** A picture at this address never comes: a page that shows it is not loaded. */
export const ENDLESS_PICTURE = "/endless.png";

/** Segment's own client for browsers, as its package has it. */
const SEGMENT = fileURLToPath(
  new URL("../../../../../node_modules/@segment/analytics-next/dist/umd/", import.meta.url),
);

/** RudderStack's, with its parts inside, so that it loads none from elsewhere. */
const RUDDERSTACK = fileURLToPath(
  new URL(
    "../../../../../node_modules/@rudderstack/analytics-js/dist/npm/modern/bundled/umd/",
    import.meta.url,
  ),
);

const FOLDERS = { sdk: SDK, segment: SEGMENT, rudderstack: RUDDERSTACK } as const;

/** A page of the shop. */
export interface ShopPage {
  /** Markup of the head and of the body. */
  readonly head?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The shop's own web server: its pages stand on another origin than the collector. */
export interface PageServer {
  /** Puts a page at a path of its own. The same page stands at every path below it, and with any query. */
  add(page: ShopPage): string;
  /** Address of a path, on `shop.localhost` or on a subdomain of it. */
  url(path: string, subdomain?: string): string;
  /** From now on a built file of `@safar/web` is not there. */
  withhold(name: string): void;
  /** Text of a built file of `@safar/web`. */
  sdkFile(name: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * Serves the pages that tests add, under `/sdk/` the built files of `@safar/web`, as a shop does that hosts them
 * itself, and under `/segment/` and `/rudderstack/` those of these clients. Browsers resolve every name below `localhost`
 * to this machine and trust it like HTTPS.
 */
export async function startPageServer(): Promise<PageServer> {
  const pages: ShopPage[] = [];
  const withheld = new Set<string>();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://shop.localhost");
    const page = pages[Number(/^\/p(\d+)(\/|$)/.exec(pathname)?.[1] ?? -1)];
    if (page) {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...page.headers });
      response.end(markup(page));
    } else if (pathname === ENDLESS_PICTURE) {
      response.writeHead(200, { "content-type": "image/png" }).flushHeaders();
    } else if (pathname.startsWith("/library/")) {
      // The text of a library that old shops have, by its name in support/old-libraries.ts.
      const text = await readLibrary(decodeURIComponent(pathname.slice("/library/".length)));
      response.writeHead(200, { "content-type": "text/javascript; charset=utf-8" }).end(text);
    } else if (/^\/(sdk|segment|rudderstack)\/[\w./-]+\.js$/.test(pathname) && !pathname.includes("..")) {
      const [, folder, name] = /^\/(\w+)\/(.*)$/.exec(pathname)!;
      const path = `${FOLDERS[folder as keyof typeof FOLDERS]}${name}`;
      const file = withheld.has(name!) ? undefined : await readFile(path).catch(() => undefined);
      response.writeHead(file ? 200 : 404, {
        "content-type": "text/javascript",
        // A page that is reloaded while the network is away has its files from the cache.
        "cache-control": "max-age=3600",
        "access-control-allow-origin": "*",
      });
      response.end(file);
    } else {
      response.writeHead(404).end();
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    add: (page) => `/p${pages.push(page) - 1}`,
    url: (path, subdomain) => `http://${subdomain ? `${subdomain}.` : ""}shop.localhost:${port}${path}`,
    withhold: (name) => void withheld.add(name),
    sdkFile: (name) => readFile(`${SDK}${name}`, "utf8"),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function markup({ head = "", body = "" }: ShopPage): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title><link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;
}
