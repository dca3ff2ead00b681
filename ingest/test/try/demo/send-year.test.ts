import { expect, it } from "vitest";
import { sendYear } from "../../../src/try/demo/send-year.js";
import { newServerKey } from "../../../src/try/demo/server-key.js";
import { simulateShop } from "../../../src/try/demo/shop/simulate-shop.js";
import { startCollector } from "../../collect/collector.js";

it("pages name their browser as the script does: in the request, and not in the event", async () => {
  const collector = await startCollector();
  try {
    const options = { seed: 3, customers: 12, days: 20, start: "2025-01-01" };
    const simulation = simulateShop(options);
    const server = await newServerKey(collector.folder, "shop", collector.collector);
    const keys = { web: collector.writeKey, server };
    const sent = await sendYear(
      simulation,
      options,
      { collector: collector.collector, keys },
      { onProgress: () => {}, onNotice: () => {} },
    );
    expect(sent.dropped).toBe(0);
    const rows = await collector.rows<{ device: string; told: string }>(
      "SELECT device, any(JSONExtractString(context, 'userAgent')) AS told FROM event_rows WHERE type = 'page' GROUP BY device ORDER BY device",
    );
    expect(rows).toEqual([
      { device: "desktop", told: "" },
      { device: "mobile", told: "" },
    ]);
  } finally {
    await collector.stop();
  }
});
