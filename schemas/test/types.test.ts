import { describe, expect, it } from "vitest";
import { COMMERCE_EVENT_NAMES } from "../src/names.js";
import { TypeChecker } from "./type-checker.js";

const checkerOf = (file: string) => new TypeChecker(new URL(`types/${file}`, import.meta.url));

describe("the event types", () => {
  it("check track() by the event's name, and let custom names and properties pass", () => {
    expect(checkerOf("track-properties.ts").complaints()).toEqual([]);
  });

  it("have an entry for every name, and only for those", () => {
    expect(checkerOf("event-names.ts").complaints()).toEqual([]);
  });

  it("let an editor complete names and properties, and explain them", () => {
    const editor = checkerOf("editor.ts");
    expect(editor.offersAfter('track("')).toEqual(
      expect.arrayContaining([...COMMERCE_EVENT_NAMES, "purchase"]),
    );
    expect(editor.offersAfter('track("Order Completed", { ')).toEqual(
      expect.arrayContaining(["order_id", "revenue", "currency", "products"]),
    );
    expect(editor.documentationOf('track("Order Completed", { order_id')).toMatch(/^Id of the order/);
  });
});
