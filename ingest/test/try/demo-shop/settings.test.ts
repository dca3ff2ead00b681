import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startCollector, type TestCollector } from "../../collect/collector.js";

const pageOf = async ({ collector }: TestCollector) => (await fetch(`${collector}/demo`)).text();
const keyIn = (page: string) => /data-write-key="(wk_[^"]+)"/.exec(page)?.[1];
const send = ({ collector }: TestCollector, writeKey: string | undefined) =>
  fetch(`${collector}/v1/track`, {
    method: "POST",
    body: JSON.stringify({ writeKey, userId: "u", event: "Product Viewed" }),
  });

it("keeps its key, so that a browser's queue finds it again; closed, the key sends nothing", async () => {
  const first = await startCollector();
  const key = keyIn(await pageOf(first));
  expect((await send(first, key)).status).toBe(200);
  await first.close();

  const again = await startCollector({ SAFAR_DATA: first.folder });
  expect(keyIn(await pageOf(again))).toBe(key);
  await again.close();

  const closed = await startCollector({ SAFAR_DATA: first.folder, SAFAR_DEMO_SHOP: "off" });
  expect((await fetch(`${closed.collector}/demo`)).status).toBe(404);
  expect((await send(closed, key)).status).toBe(401);
  await closed.stop();
});

it.each([
  ["off", { SAFAR_DEMO_SHOP: "off" as const }, false],
  ["auto while listening on every address", { SAFAR_LISTEN: "0.0.0.0" }, false],
  ["on while listening on every address", { SAFAR_DEMO_SHOP: "on" as const, SAFAR_LISTEN: "0.0.0.0" }, true],
  ["auto beside a real source of its name", { SAFAR_SOURCE: "demo-shop" }, false],
])("is open to others, or not there at all, with the setting %s", async (_, settings, isOpen) => {
  const other = await startCollector(settings);
  try {
    expect(other.demoShop !== undefined).toBe(isOpen);
    const address = other.collector.replace("0.0.0.0", "127.0.0.1");
    const answer = await fetch(`${address}/demo`, { headers: { "x-forwarded-for": "203.0.113.7" } });
    expect(answer.status).toBe(isOpen ? 200 : 404);
    expect(other.sources).toHaveLength(1);
  } finally {
    await other.stop();
  }
});

it("a damaged file of its source closes it, and the shop's own events are taken", async () => {
  const first = await startCollector();
  await first.close();
  for (const content of ["{", '{"sources":[]}', '{"sources":[{"id":"other"}]}']) {
    await writeFile(join(first.folder, "demo-shop.json"), content);
    const again = await startCollector({ SAFAR_DATA: first.folder });
    expect(again.demoShop).toBeUndefined();
    expect((await send(again, again.writeKey)).status).toBe(200);
    await again.close();
  }
  await rm(first.folder, { recursive: true });
});
