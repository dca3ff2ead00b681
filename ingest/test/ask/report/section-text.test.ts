import { describe, expect, it } from "vitest";
import { sectionText } from "../../../src/ask/report/section-text.js";
import { SECTIONS, type SectionRow } from "../../../src/ask/report/sections.js";

const text = (name: keyof typeof SECTIONS, rows: readonly SectionRow[]) =>
  sectionText(SECTIONS[name], rows, new Map());

describe("a section", () => {
  it("says which period is not over, and tells of nobody who lapsed in it", () => {
    const month = (start: string, is_complete: boolean) => ({
      period_start: start,
      is_complete,
      active_customers: 1,
      new_customers: 1,
      returning_customers: 0,
      won_back_customers: 0,
      lapsed_customers: 999,
    });
    const shown = text("lifecycle", [month("2026-10-01", true), month("2026-11-01", false)]);
    expect(shown).toMatch(/│ 2026-10-01 +│.*│ +999 │/);
    expect(shown).toMatch(/│ 2026-11-01 so far │.*│ +- │/);
  });

  it("marks cells of cohorts whose period is not over", () => {
    const cell = (period_index: number, is_complete: boolean) => ({
      cohort_start: "2026-10-01",
      period_index,
      is_complete,
      customers: 4,
      retention_rate: 25,
    });
    expect(text("cohorts", [cell(0, true), cell(1, false)])).toMatch(/│ +25\.0 │ +25\.0\* │/);
  });

  it("names a step of the funnel that was left out", () => {
    const step = (step_name: string, entered: number | null) => ({
      step_name,
      is_left_out: entered === null,
      entered,
      share_of_first: entered,
      share_of_previous: entered,
    });
    const shown = text("funnel", [step("product_viewed", 3), step("checkout_started", null)]);
    expect(shown).toMatch(/product_viewed +│ +│ +3 │/);
    expect(shown).toMatch(/checkout_started +│ left out: no session has this step +│ +- │/);
  });

  it("shows no groups of so few customers that scores say nothing, and says why", () => {
    const group = { r_score: 5, fm_score: 5, segment: "champions", customers: 49, orders: 60 };
    const few = text("rfm", [{ ...group, currency: "EUR", revenue: "1", is_small_sample: true }]);
    expect(few).toContain("Not shown: 49 customers bought in this range");
    expect(few).not.toContain("champions");
    const many = text("rfm", [
      { ...group, customers: 50, currency: "EUR", revenue: "1", is_small_sample: false },
    ]);
    expect(many).toContain("champions");
  });
});
