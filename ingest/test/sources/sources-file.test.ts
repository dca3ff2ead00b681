import { expect, it } from "vitest";
import { parseSources, sourcesText } from "../../src/sources/sources-file.js";
import { keyEntry, newWriteKey } from "../../src/sources/write-keys.js";

const shop = { id: "shop", currency: "EUR", timeZone: "UTC" };
const web = { kind: "web", key: "wk_a" };
const server = { kind: "server", sha256: "a".repeat(64), hint: "sk_…abcd" };
const withShop = (fields: object) => JSON.stringify({ sources: [{ ...shop, keys: [web], ...fields }] });

it.each([
  ["", "it is not JSON"],
  ["{", "it is not JSON"],
  ["{}", "must have required properties sources"],
  ['{"sources":[]}', "sources must not have fewer than 1 items"],
  [JSON.stringify({ sources: [{ ...shop, writeKeys: ["wk_a"] }] }), '"writeKeys" is from an earlier version'],
  [withShop({ id: "Shop" }), "sources/0/id must be 1 to 64 lower-case letters"],
  [withShop({ currency: "euro" }), "sources/0/currency must be three capital letters"],
  [withShop({ timeZone: "Europe/Nowhere" }), '"Europe/Nowhere" of source shop is not a time zone'],
  [withShop({ ordersFrom: "web" }), "sources/0/ordersFrom"],
  [withShop({ decimal: "dot" }), "sources/0/decimal"],
  [withShop({ zeroOrders: true }), "sources/0/zeroOrders"],
  [withShop({ alowedOrigins: ["https://shop.example"] }), "sources/0/alowedOrigins is not a known setting"],
  [withShop({ allowedOrigins: ["shop.example"] }), '"shop.example" of source shop is not an origin'],
  [withShop({ allowedOrigins: ["https://shop.example/"] }), "is not an origin"],
  [withShop({ allowedOrigins: ["https://*"] }), "is not an origin"],
  [withShop({ keys: [{ kind: "admin", key: "a" }] }), "sources/0/keys/0/kind"],
  [withShop({ keys: [{ kind: "web" }] }), 'key 1 of source shop must have "key" when it is a web key'],
  [withShop({ keys: [web, { kind: "server", key: "sk_plain" }] }), "key 2 of source shop must have"],
  [withShop({ keys: [{ ...server, key: "sk_plain" }] }), "key 1 of source shop must have"],
  [withShop({ keys: [{ ...web, expiresAt: "soon" }] }), '"soon" of key 1 of source shop is not a date'],
  [withShop({ keys: [web, web] }), "key 2 of source shop is there twice"],
  [
    JSON.stringify({
      sources: [
        { ...shop, keys: [] },
        { ...shop, keys: [] },
      ],
    }),
    "there are two sources shop",
  ],
])("a file that holds %s is refused by name: %s", (text, what) => {
  expect(() => parseSources("sources.json", text)).toThrow(`sources.json is not a list of sources: `);
  expect(() => parseSources("sources.json", text)).toThrow(what);
});

it("what is written is read again, whatever it holds", () => {
  const sources = parseSources(
    "sources.json",
    JSON.stringify({
      sources: [
        { ...shop, keys: [web, server] },
        {
          ...shop,
          id: "other",
          ...{ ordersFrom: "server", decimal: "comma", zeroOrders: "counted" },
          allowedOrigins: ["https://shop.example", "https://*.shop.example:8443"],
          disabled: true,
          keys: [
            keyEntry("server", newWriteKey("server")),
            { ...server, sha256: "b".repeat(64), disabled: true },
          ],
        },
      ],
    }),
  );
  expect(sources[0]).toMatchObject({
    ordersFrom: "any",
    decimal: "either",
    zeroOrders: "ignored",
    allowedOrigins: [],
    disabled: false,
  });
  expect(parseSources("sources.json", sourcesText(sources))).toEqual(sources);
});
