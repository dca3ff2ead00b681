import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { freePorts } from "../../../broker/free-ports.js";
import { runSafar, startServe } from "../../serve-process.js";

const EVENTS = { added: "Product Added", viewed: "Product Viewed", cart: "Cart Viewed" };

const journey = (name: string, event: string) => ({
  name,
  entry: { event },
  control: 0,
  quiet: false,
  caps: { perDay: 100, perWeek: 100 },
  start: "remind",
  nodes: {
    remind: {
      type: "send",
      channels: ["push"],
      message: {
        en: { subject: "Your cart", text: "It waits." },
        fa: {
          subject: "سبد خرید شما",
          text: "{{ profile.first_name }}، {{ event.name }} هنوز منتظر شماست.",
          link: "https://shop.example/cart",
        },
      },
      next: "end",
    },
  },
});

/** A collector that sends notifications, with journeys, and a shop whose pages ask for them. */
export async function openPushShop() {
  const folder = await mkdtemp(join(tmpdir(), "safar-push-shop-"));
  const [port = 0] = await freePorts(1);
  const collector = await startServe(join(folder, "data"), ["--port", String(port)], {
    SAFAR_PUSH_CONTACT: "mailto:hello@shop.example",
    SAFAR_PUSH_PRIVATE: "true",
    SAFAR_PUBLIC_URL: `http://127.0.0.1:${port}`,
  });
  const safar = (...args: string[]) => runSafar([...args, "--data", join(folder, "data")]).ended;
  for (const [name, event] of Object.entries(EVENTS)) {
    const file = join(folder, `${name}.json`);
    await writeFile(file, JSON.stringify(journey(name, event)));
    expect(await safar("journeys", "publish", file, "--yes")).toMatchObject({ code: 0 });
  }
  const page = `<!doctype html><html lang="fa"><meta charset="utf-8"><title>shop</title>
    <script async src="${collector.collector}/safar.js" data-write-key="${collector.writeKey}"></script>
    <script type="module" async src="${collector.collector}/safar-push.js"></script>`;
  const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
    "/": ["text/html; charset=utf-8", page],
    "/safar-push-worker.js": [
      "text/javascript",
      `importScripts("${collector.collector}/safar-push-worker.js");`,
    ],
  };
  let missing = "";
  const server = createServer((request, response) => {
    const file = request.url === missing ? undefined : files[request.url!];
    response.writeHead(file ? 200 : 404, { "content-type": file?.[0] ?? "text/plain" }).end(file?.[1] ?? "");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    collector,
    safar,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    /** Events of a name with their properties, in order. */
    async events(name: string) {
      const rows = await collector.rows<{ user_id: string; properties: string }>(
        `SELECT user_id, properties FROM safar.events WHERE event = '${name}' ORDER BY timestamp, message_id`,
      );
      return rows.map(({ user_id, properties }) => ({ user: user_id, ...JSON.parse(properties) }));
    },
    /** Messages as `safar messages list` tells them. */
    async messages() {
      const { stdout } = await safar("messages", "list", "--json");
      return stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    /** From now on a file of the shop is not there. */
    withhold(path: string) {
      missing = path;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await collector.end("SIGTERM");
      await rm(folder, { recursive: true });
    },
  };
}

export const soon = <Result>(check: () => Result) => vi.waitFor(check, { timeout: 60_000, interval: 250 });
