import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A page of a shop, with the script, the module of notifications, and its service worker. */
export async function openShopPage(
  { collector, writeKey }: { readonly collector: string; readonly writeKey: string },
  lang = "fa",
) {
  const page = `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>shop</title>
    <script async src="${collector}/safar.js" data-write-key="${writeKey}"></script>
    <script type="module" async src="${collector}/safar-push.js"></script>`;
  const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
    "/": ["text/html; charset=utf-8", page],
    "/safar-push-worker.js": ["text/javascript", `importScripts("${collector}/safar-push-worker.js");`],
  };
  let missing = "";
  const server = createServer((request, response) => {
    const file = request.url === missing ? undefined : files[request.url!];
    response.writeHead(file ? 200 : 404, { "content-type": file?.[0] ?? "text/plain" }).end(file?.[1] ?? "");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    /** From now on a file of the shop is not there. */
    withhold(path: string) {
      missing = path;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
