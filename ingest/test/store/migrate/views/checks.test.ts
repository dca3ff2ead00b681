import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFolderWarehouse } from "../../../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../../../src/store/migrate/migrate.js";
import { readSchemaFiles, schemaFolder } from "../../../../src/store/migrate/schema-files.js";
import type { View } from "../../../../src/store/migrate/views/read-views.js";
import type { Warehouse } from "../../../../src/store/warehouse/warehouse.js";
import { insertVariedShop } from "../../../figures/varied-shop.js";
import { questionOf } from "../../../figures/view-questions.js";

/** What each parameter is asked with that makes no sense, and what the error says. */
const NONSENSE: Readonly<Record<string, readonly [asked: Readonly<Record<string, string>>, told: string][]>> =
  {
    source: [[{ source: "shp" }, "There is no such source"]],
    since: [
      [{ since: "01/02/2011" }, "since is a day such as 2025-01-31"],
      [{ since: "2025-01-31T10:00:00Z" }, "since is a day such as 2025-01-31"],
      [{ since: "2025-2-1" }, "since is a day such as 2025-01-31"],
    ],
    until: [[{ until: "31.12.2025" }, "until is a day such as 2025-01-31"]],
    currency: [
      [{ currency: "EURO" }, "currency is an ISO 4217 code"],
      [{ currency: "€" }, "currency is an ISO 4217 code"],
      [{ currency: "EUU" }, "currency is an ISO 4217 code"],
      [{ currency: "XXX" }, "currency is an ISO 4217 code"],
    ],
    windows: [
      [{ windows: "24h" }, "windows are numbers of hours"],
      [{ windows: "0.5,-1" }, "windows are numbers of hours"],
    ],
    window_hours: [
      [{ window_hours: "24h" }, "window_hours is a number of hours"],
      [{ window_hours: "0" }, "window_hours is a number of hours"],
    ],
    goal_days: [
      [{ goal_days: "31" }, "goal_days is a whole number of days"],
      [{ goal_days: "0" }, "goal_days is a whole number of days"],
      [{ goal_days: "1.5" }, "goal_days is a whole number of days"],
    ],
    within_hours: [[{ within_hours: "a day" }, "within_hours is a number of hours"]],
    steps: [
      [{ steps: "product_viewed" }, "steps are two or more of product_viewed"],
      [{ steps: "order_completed,product_viewed" }, "steps are two or more of product_viewed"],
      [{ steps: "product_viewed,paid" }, "steps are two or more of product_viewed"],
    ],
    period: [[{ period: "fortnight" }, "fortnight"]],
    time_zone: [[{ time_zone: "Europe/Londn" }, "Europe/Londn"]],
    unit: [[{ unit: "visit" }, "visit"]],
    segment_by: [[{ segment_by: "browser" }, "browser"]],
    acquired_by: [[{ acquired_by: "luck" }, "luck"]],
  };

let folder: string;
let warehouse: Warehouse;
let views: readonly View[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-checks-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  await insertVariedShop(warehouse);
  ({ views } = await readSchemaFiles(schemaFolder()));
});

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

describe("every view", () => {
  it.each(Object.keys(NONSENSE))(
    "refuses a %s that makes no sense, and says what is allowed",
    async (name) => {
      const asked = views.filter(({ parameters }) => parameters.includes(name));
      expect(asked.length).toBeGreaterThan(0);
      for (const view of asked)
        for (const [given, told] of NONSENSE[name]!)
          await expect(
            warehouse.query(questionOf(view, given)),
            `${view.name} ${JSON.stringify(given)}`,
          ).rejects.toThrow(told);
    },
  );

  it("refuses a range that ends before it begins", async () => {
    const asked = views.filter(
      ({ parameters }) => parameters.includes("since") && parameters.includes("until"),
    );
    for (const view of asked)
      await expect(
        warehouse.query(questionOf(view, { since: "2025-06-01", until: "2025-01-01" })),
        view.name,
      ).rejects.toThrow("The range is reversed");
    expect(asked.length).toBeGreaterThan(20);
  });

  it("answers of a source that was told of nowhere else but in its events", async () => {
    await warehouse.command("DELETE FROM sources WHERE source_id = 'other'");
    for (const view of views.filter(({ parameters }) => parameters.includes("source")))
      await expect(warehouse.query(questionOf(view, { source: "other" })), view.name).resolves.toBeDefined();
  });
});
