import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { examine } from "../../../src/operate/doctor/command.js";
import { changeSources } from "../../../src/sources/change-sources.js";
import { addKey } from "../../../src/sources/changes.js";
import { startCollector, type TestCollector } from "../../collect/collector.js";
import { runSafar } from "../../journey/serve-process.js";

let collector: TestCollector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.stop());

const madeUp = async () =>
  (await examine({ env: { SAFAR_DATA: collector.folder } })).filter(
    ({ about }) => about === "made-up events",
  );

it("what a page tells against a server's word is told by doctor and below the KPIs, with an example", async () => {
  expect(await madeUp()).toMatchObject([{ state: "ok" }]);
  let serverKey = "";
  await changeSources(join(collector.folder, "sources.json"), (sources) => {
    const changed = addKey(sources, "shop", "server");
    serverKey = changed.newKey;
    return changed;
  });
  const send = (key: string, event: string) =>
    collector.post(
      "/v1/track",
      JSON.stringify({
        ...{ type: "track", event, messageId: event, userId: "ann", timestamp: "2025-03-01T12:00:00Z" },
        properties: { order_id: "o17", revenue: 5, currency: "EUR" },
      }),
      { authorization: `Bearer ${key}` },
    );
  await vi.waitFor(
    async () => expect((await send(serverKey, "Order Completed")).body.accepted).toBe(1),
    30_000,
  );
  expect((await send(collector.writeKey, "Order Cancelled")).body.accepted).toBe(1);

  expect(await madeUp()).toEqual([
    {
      ...{ about: "made-up events", state: "warn" },
      said: "shop, in 30 days: 1 page cancels a server's order.",
      todo: expect.stringContaining("safar report --section anomalies --source shop"),
    },
  ]);
  const report = runSafar(["report", "--data", collector.folder], {});
  expect((await report.ended).stdout).toMatch(/page cancels a server's order +│ +│ +1 │ o17/);
});
