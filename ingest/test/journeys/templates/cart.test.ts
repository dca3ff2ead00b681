import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JourneyEvent } from "../../../src/journeys/run/event.js";
import { cartOf } from "../../../src/journeys/templates/cart.js";
import { fillIn, NOTHING_KNOWN } from "../../../src/journeys/templates/fill-in.js";
import { profileOf } from "../../../src/journeys/templates/profile.js";
import { hostsOf, shopLinks } from "../../../src/journeys/templates/shop-links.js";

const isShopLink = shopLinks(["shop.example"]);
let ids = 0;
function told(name: string, properties: Record<string, unknown>, at = ids, isPages = true): JourneyEvent {
  return { id: `e${ids++}`, name, commerceName: name, at, properties, isPages };
}
const added = (properties: Record<string, unknown>, at?: number) => told("Product Added", properties, at);
const of = (...events: JourneyEvent[]) => cartOf(events, "EUR", isShopLink);

describe("a cart", () => {
  it("is what was added less what was removed, the latest first, with the last prices", () => {
    const cart = of(
      added({ product_id: "tea", name: "Tea", price: 10 }),
      added({ product_id: "cup", name: "Cup", price: "7.90", quantity: 3 }),
      told("Product Removed", { product_id: "cup", quantity: 1 }),
      added({ product_id: "tea", name: "Green tea", price: "12.50" }),
      added({ product_id: "gone", name: "Gone" }),
      told("Product Removed", { product_id: "gone" }),
    );
    expect(cart).toEqual({
      lines: [
        { product_id: "tea", name: "Green tea", quantity: 2, price: "12.50", currency: "EUR" },
        expect.objectContaining({ product_id: "cup", quantity: 2, price: "7.90" }),
      ],
      quantity: 4,
      ...{ value: "40.8", currency: "EUR" },
    });
  });

  it("reads quantity and price under the names that figures read", () => {
    expect(of(added({ product_id: "tea", unit_price: "12.50", qty: 2 }))).toMatchObject({
      lines: [{ product_id: "tea", quantity: 2, price: "12.50" }],
      value: "25",
    });
  });

  it("begins anew with an order, and what was added a month before the rest lies in it no more", () => {
    const order = told("Order Completed", { order_id: "o", products: [{ product_id: "tea" }] });
    expect(of(added({ product_id: "tea" }), order).lines).toEqual([]);
    expect(of(added({ product_id: "tea" }), order, added({ product_id: "cup" })).lines).toEqual([
      { product_id: "cup", name: "cup", quantity: 1 },
    ]);
    const later = 31 * 86_400_000;
    expect(of(added({ product_id: "tea" }, 1), added({ product_id: "cup" }, later)).quantity).toBe(1);
  });

  it("has no sum where a price is not known, or currencies differ", () => {
    const cup = added({ product_id: "cup", price: 7.9 });
    expect(of(cup, added({ product_id: "tea" }))).not.toHaveProperty("value");
    expect(of(cup, added({ product_id: "tea", price: 1, currency: "usd" }))).not.toHaveProperty("value");
  });

  it("shows links and pictures of pages only where they lead to the shop, since a page may be anybody", () => {
    const url = "https://www.shop.example/tea";
    const [line] = of(added({ product_id: "tea", url, image_url: "https://evil.example/x.png" })).lines;
    expect(line).toMatchObject({ url });
    expect(line).not.toHaveProperty("image_url");
    const evil = [
      ...["javascript:alert(1)", "https://shop.example@evil.example/", "https://evilshop.example/"],
      ...["https://shop.example.evil.example/", "data:text/html,x", 'https://shop.example/"><script>'],
    ];
    expect(evil.filter(isShopLink)).toEqual(['https://shop.example/"><script>']);
    const server = told("Product Added", { product_id: "tea", url: "https://other.example/" }, 1, false);
    expect(of(server).lines[0]).toMatchObject({ url: "https://other.example/" });
    expect(hostsOf("", "Shop <hello@shop.example>")).toEqual(["shop.example"]);
  });

  it("shows no name of a page that mail programs make a link of", () => {
    const cart = of(
      added({ product_id: "tea", name: "Pay at https://evil.example" }),
      added({ product_id: "www.evil.example", name: "www.evil.example" }),
    );
    expect(cart.lines.map(({ name }) => name)).toEqual(["tea"]);
  });

  it("takes whatever events say, and its sum is exact (seed 22)", () => {
    const cents = fc.integer({ min: 0, max: 10_000_000 });
    const line = fc.record({
      product_id: fc.string(),
      price: cents,
      quantity: fc.integer({ min: 1, max: 99 }),
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), fc.array(fc.object()), (lines, rubbish) => {
        const known = lines.map(({ product_id, price, quantity }, place) =>
          added({
            product_id: `${place}-${product_id}`,
            name: "x",
            price: (price / 100).toFixed(2),
            quantity,
          }),
        );
        const sum = lines.reduce((all, { price, quantity }) => all + price * quantity, 0);
        const cart = of(...known);
        if (lines.length > 0) expect(Math.round(Number(cart.value) * 100)).toBe(sum);
        expect(
          of(...rubbish.map((each) => added(each as Record<string, unknown>)), ...known).quantity,
        ).toBeGreaterThanOrEqual(0);
      }),
      { seed: 22 },
    );
  });
});

it("a message shows the cart, escaped in HTML, in the shop's money where a price names none", () => {
  const cart = of(
    added({ product_id: "tea", name: "<b>Tea</b>", price: 12.5, url: "https://shop.example/?a=1&b=2" }),
  );
  const written = {
    text: "{% for line in cart.lines %}{{ line.quantity | number }} × {{ line.name }}, {{ line.price | money }}{% endfor %}",
    html: '{% for line in cart.lines %}<a href="{{ line.url }}">{{ line.name }}</a>{% endfor %}',
  };
  const { message } = fillIn(written, "fa", { ...NOTHING_KNOWN, cart, shop: { currency: "EUR" } });
  expect(message!.text).toMatch(/^۱ × <b>Tea<\/b>, .*۱۲٫۵/);
  expect(message!.html).toBe('<a href="https://shop.example/?a=1&amp;b=2">&lt;b&gt;Tea&lt;/b&gt;</a>');
  expect(fillIn(written, "en", { ...NOTHING_KNOWN, cart }).stopped).toMatchObject({ why: "failed" });
});

it.each([
  [{ first_name: "Sara" }, "Sara"],
  [{ firstName: " Sara " }, "Sara"],
  [{ first_name: "Sara", firstName: "Mina" }, "Sara"],
  [{ firstName: 7 }, undefined],
  [{ name: "Sara" }, undefined],
])("a first name is there however a shop spells the trait: %j", (traits, name) => {
  expect(profileOf(traits).first_name).toBe(name);
});
