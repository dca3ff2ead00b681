import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOSTILE_NAMES, hostileValue } from "../../../../schemas/test/hostile-values.js";
import { readJson } from "../../../src/collect/json.js";
import { EVENT_COLUMNS, eventRow, type ValidEvent } from "../../../src/event/enrich/event-row.js";
import type { Receipt } from "../../../src/event/enrich/receipt.js";

const receipt: Receipt = { sourceId: "shop", sourceCurrency: "EUR", receivedAt: Date.UTC(2026, 2, 1) };

function row(event: object, more: Partial<Receipt> = {}): Record<string, unknown> {
  const values: unknown[] = JSON.parse(eventRow(event as ValidEvent, { ...receipt, ...more }));
  return Object.fromEntries(EVENT_COLUMNS.map((column, place) => [column, values[place]]));
}

describe("a value that a conversion by hand would call or follow", () => {
  it.each([
    "cart_id",
    "step",
    "share_via",
    "currency",
    "revenue",
    "products",
    "product_id",
    "quantity",
    "test",
  ])("in %s makes a row like any other", (name) => {
    for (const hostile of HOSTILE_NAMES) {
      const properties = {
        order_id: "o1",
        [name]: { [hostile]: 1 },
        products: [{ sku: "s", [name]: { [hostile]: 1 } }],
      };
      for (const event of ["Order Completed", "Product Added", "Checkout Step Viewed", "Cart Shared"])
        expect(row({ type: "track", event, userId: "u", properties })).toMatchObject({ user_id: "u" });
    }
  });

  it("of any form, at any place of the properties and the context, makes a row whose texts are well-formed", () => {
    const names = [
      "cart_id",
      "step",
      "share_via",
      "products",
      "items",
      "price",
      "quantity",
      "name",
      "page",
      "campaign",
    ];
    const object = fc.dictionary(fc.constantFrom(...names, "device", "referrer", "sessionId"), hostileValue);
    fc.assert(
      fc.property(
        object,
        object,
        fc.constantFrom("Order Completed", "Product Viewed", "x"),
        (properties, context, event) => {
          const text = eventRow(
            { type: "track", event, userId: "u", properties, context } as ValidEvent,
            receipt,
          );
          expect(text.isWellFormed() && JSON.parse(text)).toHaveLength(EVENT_COLUMNS.length);
        },
      ),
    );
  });

  it("a step too large for any number is no step", () => {
    const { value, stringify } = readJson(
      '{"type":"track","event":"Checkout Step Viewed","userId":"u","properties":{"step":1e400}}',
    );
    expect(row(value as object, { stringify })).toMatchObject({
      checkout_step: 0,
      properties: '{"step":1e400}',
    });
  });

  it.each([
    ["2", 2],
    ["۲", 2],
    [2.5, 0],
    [256, 0],
    ["two", 0],
  ])("a step of %o is step %i", (step, number) => {
    expect(
      row({ type: "track", event: "Checkout Step Viewed", userId: "u", properties: { step } }),
    ).toMatchObject({
      checkout_step: number,
    });
  });
});

describe("ids", () => {
  const order = (order_id: unknown, userId: unknown, anonymousId?: unknown) =>
    row({
      type: "track",
      event: "Order Completed",
      userId,
      anonymousId,
      properties: { order_id, revenue: 10 },
    });

  it.each(["undefined", "null", "[object Object]", " ", "0", "NaN", "None"])(
    "a user id %o is its visitor's event, and the text stays to be seen",
    (userId) => {
      const columns = order("o1", userId, "a1");
      expect(columns).toMatchObject({ user_id: "", anonymous_id: "a1" });
      expect(JSON.parse(columns.extra as string)).toEqual({ userId });
    },
  );

  it("with invisible marks or in Persian digits name the same order and the same person", () => {
    const written = [
      order("1001", "09121234567"),
      order("\u200e1001\u200e", "\u200f09121234567"),
      order("\u202b1001\u202c", "۰۹۱۲۱۲۳۴۵۶۷"),
      order("۱۰۰۱", "٠٩١٢١٢٣٤٥٦٧"),
      order(1001, " 09121234567 "),
    ];
    for (const columns of written)
      expect(columns).toMatchObject({ order_id: "1001", user_id: "09121234567" });
  });

  it("beyond 2^53 keep every digit", () => {
    const { value } = readJson(
      '{"type":"track","event":"purchase","userId":157963456373623801,"properties":{"order_id":820982911946154509}}',
    );
    expect(row(value as object)).toMatchObject({
      user_id: "157963456373623801",
      order_id: "820982911946154509",
    });
  });

  it("of Segment's Go client name its order and its products", () => {
    const properties = {
      id: "o-7",
      total: 5,
      products: [
        { id: "p-1", sky: "s-1", price: 5 },
        { id: "p-2", price: 0 },
      ],
    };
    expect(row({ type: "track", event: "Order Completed", userId: "u", properties })).toMatchObject({
      order_id: "o-7",
      "products.id": ["s-1", "p-2"],
    });
    expect(
      row({ type: "track", event: "Order Completed", userId: "u", properties: { id: "o-7" } }),
    ).toMatchObject({
      "products.id": [],
    });
    expect(
      row({ type: "track", event: "Product Viewed", userId: "u", properties: { id: "p-1" } }),
    ).toMatchObject({
      "products.id": ["p-1"],
    });
  });

  it("a message id that is a placeholder is none, and the content tells copies apart", () => {
    const message = (userId: string) => row({ type: "page", userId, messageId: "undefined" }).message_id;
    expect(message("u1")).toMatch(/^content:/);
    expect(message("u1")).not.toBe(message("u2"));
  });
});
