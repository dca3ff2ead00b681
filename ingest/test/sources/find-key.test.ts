import { expect, it } from "vitest";
import { keyFinder } from "../../src/sources/find-key.js";
import type { SourceEntry } from "../../src/sources/sources-file.js";
import { keyEntry, keyHash, keyHint, newWriteKey } from "../../src/sources/write-keys.js";

const shop: SourceEntry = {
  id: "shop",
  currency: "EUR",
  timeZone: "UTC",
  ...{ ordersFrom: "any", userLinksFrom: "server", decimal: "either", zeroOrders: "ignored" },
  pagesTell: [],
  allowedOrigins: [],
  disabled: false,
  keys: [],
};

it("finds web and server keys in force, and tells which was used", () => {
  const webKey = newWriteKey("web");
  const serverKey = newWriteKey("server");
  const [web, server] = [keyEntry("web", webKey), keyEntry("server", serverKey)];
  const used: string[] = [];
  const find = keyFinder([{ ...shop, keys: [web, server] }], (hash) => used.push(hash));
  expect(find(webKey)).toMatchObject({ source: { id: "shop" }, kind: "web", hint: keyHint(web) });
  expect(find(serverKey)).toMatchObject({ kind: "server", hint: `sk_…${serverKey.slice(-4)}` });
  expect(find(`${webKey}x`)).toBeUndefined();
  expect(used).toEqual([keyHash(web), keyHash(server)]);
});

it("a key is refused once it is disabled, and from its date on", () => {
  const date = Date.parse("2026-03-01T00:00:00Z");
  const keys = [
    { kind: "web" as const, key: "wk_disabled", disabled: true },
    { kind: "web" as const, key: "wk_old", expiresAt: new Date(date).toISOString() },
  ];
  const find = keyFinder([{ ...shop, keys }]);
  expect(find("wk_disabled")).toBeUndefined();
  expect(find("wk_old", date - 1)).toBeDefined();
  expect(find("wk_old", date)).toBeUndefined();
});

it("a server key is kept as its hash: what the file holds opens nothing", () => {
  const serverKey = newWriteKey("server");
  const entry = keyEntry("server", serverKey);
  const find = keyFinder([{ ...shop, keys: [entry] }]);
  const kept = JSON.stringify(entry);
  expect(kept).not.toContain(serverKey.slice(4, 12));
  for (const text of Object.values(entry)) expect(find(String(text))).toBeUndefined();
});

it("no look-up reads a key letter by letter: a guess is hashed, and the hash is looked up", () => {
  let reads = 0;
  const key = newWriteKey("web");
  const watched = {
    kind: "web" as const,
    get key() {
      reads += 1;
      return key;
    },
  };
  const find = keyFinder([{ ...shop, keys: [watched] }]);
  reads = 0;
  for (const guess of [`${key.slice(0, -1)}?`, "wk_", key, "", `${key}\0`]) find(guess);
  expect(reads).toBe(0);
});

it.each(["__proto__", "constructor", "toString", "\u0000", "x".repeat(500_000)])(
  "%.12s is no key",
  (guess) => {
    expect(keyFinder([{ ...shop, keys: [keyEntry("web", "wk_a")] }])(guess)).toBeUndefined();
  },
);
