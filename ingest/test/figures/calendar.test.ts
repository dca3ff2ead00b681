import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { PERIODS, periodLabel, periodStart } from "../model/local-clock.js";

let folder: string;
let warehouse: Warehouse;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-calendar-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
});

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

interface Day {
  readonly day: string;
  readonly period_number: number;
  readonly period_start: string;
  readonly period_label: string;
}

it.each(PERIODS)(
  "every day from 1900 to 2123 lies in the %s that the JavaScript engine says",
  async (period) => {
    const days = await warehouse.query<Day>(`SELECT * FROM calendar(period = '${period}') ORDER BY day`);
    expect([days.length, days[0]?.day, days.at(-1)?.day]).toEqual([81_815, "1900-01-01", "2124-01-01"]);
    let start = periodStart("1900-01-01", period);
    let number = days[0]?.period_number ?? 0;
    const wrong = days.filter(({ day, ...told }) => {
      if (day > start && periodStart(day, period) === day) {
        start = day;
        number += 1;
      }
      // The engine has no date before 1900.
      const shown = start < "1900-01-01" ? "1900-01-01" : start;
      const label = period.endsWith("week") ? shown : periodLabel(start, period);
      return told.period_start !== shown || told.period_number !== number || told.period_label !== label;
    });
    expect(wrong).toEqual([]);
  },
);

it("refuses a period that it does not know, and names those that it does", async () => {
  await expect(warehouse.query("SELECT * FROM calendar(period = 'jalali')")).rejects.toThrow(
    /'jalali' for enum.*jalali_month/s,
  );
});

it("begins the year 1404 on 21 March 2025, and tells when each of its months begins", async () => {
  const months = await warehouse.query<{ period_label: string; period_start: string; next_start: string }>(
    "SELECT * EXCEPT period_number FROM periods(since = '2025-03-21', until = '2026-03-21', period = 'jalali_month') ORDER BY period_start",
  );
  expect(months.map(({ period_label, period_start }) => `${period_label} ${period_start}`)).toEqual([
    "1404-01 2025-03-21",
    "1404-02 2025-04-21",
    "1404-03 2025-05-22",
    "1404-04 2025-06-22",
    "1404-05 2025-07-23",
    "1404-06 2025-08-23",
    "1404-07 2025-09-23",
    "1404-08 2025-10-23",
    "1404-09 2025-11-22",
    "1404-10 2025-12-22",
    "1404-11 2026-01-21",
    "1404-12 2026-02-20",
  ]);
  expect(months.at(-1)?.next_start).toBe("2026-03-21");
});
