import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJson } from "../../../src/collect/json.js";
import { isCardNumber } from "../../../src/event/privacy/card-numbers.js";
import { protector } from "../../../src/event/privacy/protect.js";
import { NEVER_STORED } from "../../../src/settings/never-stored.js";

const protect = protector(NEVER_STORED);
const taken = () => ({ neverStored: 0, cardNumbers: 0 });
/** What is left of it; a value that is compared with itself afterwards must be a copy. */
const after = (value: unknown) => protect(value, taken());

describe("fields that are never stored", () => {
  it.each([
    "password",
    "Password",
    "PASSWORD",
    "card_number",
    "cardNumber",
    "Card Number",
    "card-number",
    "CVV",
  ])("takes %s away, at any depth", (name) => {
    const count = taken();
    const event = { properties: { a: [{ b: { [name]: "x", kept: 1 } }] }, [name]: { deep: 1 } };
    expect(protect(event, count)).toEqual({ properties: { a: [{ b: { kept: 1 } }] } });
    expect(count).toEqual({ neverStored: 2, cardNumbers: 0 });
  });

  it("leaves names that only begin alike", () => {
    const event = { properties: { password_reset: true, secretary: "Ann", ibanez: 1, cards: 2 } };
    expect(after(structuredClone(event))).toEqual(event);
  });

  it("takes what such a name says in an address's query", () => {
    const url = "https://shop.example/login?user=ann&Password=hunter2&api-key=k#access_token=t&x=1";
    expect(after({ context: { page: { url } } })).toEqual({
      context: { page: { url: "https://shop.example/login?user=ann&Password=&api-key=#access_token=&x=1" } },
    });
  });

  it("knows only the names that are set", () => {
    expect(protector(["e-mail"])({ Email: 1, password: 2 }, taken())).toEqual({ password: 2 });
    expect(protector([""])({ "": 1, url: "?=1" }, taken())).toEqual({ "": 1, url: "?=1" });
  });

  it("is not misled by an object that looks like a number kept digit for digit", () => {
    const { value } = readJson(
      '{"properties":{"isLosslessNumber":true,"value":{"password":"x"},"password":"y"}}',
    );
    expect(after(value)).toEqual({ properties: { isLosslessNumber: true, value: {} } });
  });

  it("goes as deep as JSON does", () => {
    const depth = 50_000;
    const { value } = readJson(`${'{"a":'.repeat(depth)}{"password":"x"}${"}".repeat(depth)}`);
    const count = taken();
    protect(value, count);
    expect(count.neverStored).toBe(1);
  });
});

describe("card numbers", () => {
  it.each([
    ["4111111111111111", "************1111"],
    ["pay with 5555 5555 5555 4444, please", "pay with **** **** **** 4444, please"],
    ["3782-822463-10005", "****-******-*0005"],
    ["6011111111111117.", "************1117."],
    ["https://shop.example/pay?cc=4111111111111111&x=1", "https://shop.example/pay?cc=************1111&x=1"],
  ])("masks %j", (text, masked) => {
    const count = taken();
    expect(protect({ note: [text] }, count)).toEqual({ note: [masked] });
    expect(count.cardNumbers).toBe(1);
    expect(protect(text, count)).toBe(masked);
  });

  it("masks one that is a number, also one kept digit for digit", () => {
    const { value } = readJson('{"note":4111111111111111,"long":6212345678901265001234}');
    expect(after(value)).toMatchObject({ note: "************1111" });
    expect(after(readJson('{"pan":4000000000000000006}').value)).toEqual({ pan: "***************0006" });
  });

  it.each([
    ["no check digit", "4111111111111112"],
    ["a range that nobody issued", "1111111111111117"],
    ["inside a longer number", "94111111111111111"],
    ["inside a word", "x4111111111111111"],
    ["a time", "1700000000000000"],
    ["in an address's path", "https://shop.example/orders/4111111111111111"],
  ])("leaves %s", (_, text) => expect(after({ note: text })).toEqual({ note: text }));

  it("leaves ids, amounts and the numbers that shops give, whatever they look like", () => {
    const number = "4111111111111111";
    const names = [
      ...["messageId", "userId", "anonymousId", "previousId", "groupId", "timestamp", "sentAt"],
      ...["order_id", "checkout_id", "cart_id", "product_id", "sku", "revenue", "price", "transaction_id"],
      ...["id", "ID", "orderId", "externalID", "order_ids", "tracking_number"],
    ];
    const event = Object.fromEntries(names.map((name) => [name, name === "order_ids" ? [number] : number]));
    expect(after(structuredClone(event))).toEqual(event);
    expect(after({ paid: number })).toEqual({ paid: "************1111" });
  });

  it("masks whatever the networks issue, and leaves an order id of the same digits", () => {
    const card = fc
      .tuple(
        fc.constantFrom("4", "51", "55", "2221", "34", "37", "6011", "65", "3528", "36"),
        fc.nat(10 ** 9),
      )
      .map(([begins, n]) => {
        const length = begins === "34" || begins === "37" ? 15 : begins === "36" ? 14 : 16;
        const front = (begins + String(n).padStart(15, "0")).slice(0, length - 1);
        return front + [..."0123456789"].find((digit) => isCardNumber(front + digit));
      });
    fc.assert(
      fc.property(card, (digits) => {
        const { note, order_id } = after({ note: `no ${digits}!`, order_id: digits }) as Record<
          string,
          string
        >;
        expect(note).not.toContain(digits);
        expect(note).toContain(digits.slice(-4));
        expect(order_id).toBe(digits);
      }),
    );
  });
});
