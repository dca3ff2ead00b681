import { expect, test } from "vitest";
import { followDataLayer } from "../../src/data-layer.js";

function follow(layer: unknown[]) {
  const tracked: [string, unknown][] = [];
  followDataLayer({ track: (event, properties) => void tracked.push([event, properties]) }, layer);
  return tracked;
}

/** As Google's snippet defines it: the arguments themselves are pushed. */
function gtagOf(layer: unknown[]) {
  return function gtag(..._: unknown[]) {
    // biome-ignore lint/complexity/noArguments: this is Google's snippet
    layer.push(arguments);
  } as (...given: unknown[]) => void;
}

const PURCHASE = { transaction_id: "T1", value: 19.9, currency: "EUR", items: [{ item_id: "p1" }] };

test("what was pushed before and after is tracked, and stays in the layer", () => {
  const layer: unknown[] = [{ event: "view_item", ecommerce: { items: [{ item_id: "p1" }] } }];
  const tracked = follow(layer);
  expect(layer.push({ event: "purchase", ecommerce: PURCHASE })).toBe(2);
  expect(tracked).toEqual([
    ["view_item", { items: [{ item_id: "p1" }] }],
    ["purchase", PURCHASE],
  ]);
  expect(layer).toHaveLength(2);
});

test("gtag's form is tracked", () => {
  const layer: unknown[] = [];
  const gtag = gtagOf(layer);
  gtag("js", new Date());
  gtag("config", "G-1");
  gtag("event", "add_to_cart", { value: 5, items: [{ item_id: "p2" }] });
  const tracked = follow(layer);
  gtag("event", "begin_checkout", { value: 5 });
  expect(tracked).toEqual([
    ["add_to_cart", { value: 5, items: [{ item_id: "p2" }] }],
    ["begin_checkout", { value: 5 }],
  ]);
});

test("an ecommerce object of its own push holds for the next event, until null", () => {
  const layer: unknown[] = [];
  const tracked = follow(layer);
  layer.push({ ecommerce: PURCHASE }, { event: "purchase" });
  layer.push({ ecommerce: null }, { event: "refund" });
  expect(tracked).toEqual([["purchase", PURCHASE]]);
});

test("events that the collector knows by another name get that one", () => {
  const layer: unknown[] = [{ event: "view_item_list", ecommerce: { item_list_id: "l1", items: [] } }];
  expect(follow(layer)).toEqual([["Product List Viewed", { item_list_id: "l1", items: [] }]]);
});

test.each([
  [{ event: "gtm.js" }],
  [{ event: "purchase" }],
  [{ event: 5, ecommerce: PURCHASE }],
  [{ event: "toString", ecommerce: PURCHASE }],
  ["purchase"],
  [null],
  [["event", "purchase"]],
  [() => {}],
  [{ event: "purchase", ecommerce: "text" }],
])("anything else passes by: %j", (entry) => {
  const layer: unknown[] = [entry];
  const tracked = follow(layer);
  layer.push(entry);
  expect(tracked).toEqual([]);
  expect([...layer]).toEqual([entry, entry]);
});

test("a page whose objects throw goes on, and Tag Manager's own push is called first", () => {
  const seen: unknown[] = [];
  const layer: unknown[] = [];
  layer.push = (...entries) => seen.push(...entries);
  followDataLayer(
    {
      track() {
        throw new Error("broken");
      },
    },
    layer,
  );
  expect(layer.push({ event: "purchase", ecommerce: PURCHASE })).toBe(1);
  expect(seen).toHaveLength(1);
});
