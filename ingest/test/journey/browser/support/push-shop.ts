import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { freePorts } from "../../../broker/free-ports.js";
import { runSafar, startServe } from "../../serve-process.js";
import { openShopPage } from "./shop-page.js";

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
  const page = await openShopPage(collector);
  return {
    collector,
    safar,
    url: page.url,
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
    withhold: page.withhold,
    async close() {
      page.close();
      await collector.end("SIGTERM");
      await rm(folder, { recursive: true });
    },
  };
}

export const soon = <Result>(check: () => Result) => vi.waitFor(check, { timeout: 60_000, interval: 250 });
