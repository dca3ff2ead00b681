import { describe, expect, test } from "vitest";
import { meets, readCondition } from "../../src/import/where.js";

const holds = (field: string, condition: string) => meets(field, readCondition(condition));

describe("a condition", () => {
  test("is a column, an operator and a value", () => {
    expect(readCondition("kind=sale")).toEqual({ column: "kind", operator: "=", value: "sale" });
    expect(readCondition("net value >= 10")).toEqual({ column: "net value", operator: ">=", value: "10" });
    expect(readCondition("note=a=b")).toEqual({ column: "note", operator: "=", value: "a=b" });
    expect(readCondition("customer!=")).toEqual({ column: "customer", operator: "!=", value: "" });
  });

  test.each(["kind", "=sale", "", "kind!sale"])("that is none says how to write one: %j", (text) => {
    expect(() => readCondition(text)).toThrow("Write a column, one of");
  });

  test("compares numbers as numbers", () => {
    expect(holds("9", "value<10")).toBe(true);
    expect(holds("10.0", "value=10")).toBe(true);
    expect(holds("-1", "value>0")).toBe(false);
    expect(holds("0", "value>=0")).toBe(true);
  });

  test("compares anything else as text, dates included", () => {
    expect(holds("sale", "kind=sale")).toBe(true);
    expect(holds("Sale", "kind=sale")).toBe(false);
    expect(holds("2011-09-30 10:00:00", "at<2011-10-01")).toBe(true);
    expect(holds("", "value<10")).toBe(true);
    expect(holds("", "customer!=")).toBe(false);
  });
});
