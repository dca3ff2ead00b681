import { expect, it, vi } from "vitest";
import { admission } from "../../src/collect/admission.js";
import { keyFinder } from "../../src/sources/find-key.js";
import { withDefaults } from "../../src/sources/sources-file.js";
import { keyEntry } from "../../src/sources/write-keys.js";

const shop = { id: "shop", currency: "EUR", timeZone: "UTC" };
const found = (kind: "web" | "server", rules: object = {}) =>
  keyFinder([withDefaults({ ...shop, ...rules, keys: [keyEntry(kind, "a key")] })])("a key")!;

it("lets pages of the allowed origins in, and whoever is no browser", () => {
  const admit = admission({ warn: vi.fn() });
  const key = found("web", { allowedOrigins: ["https://shop.example"] });
  admit(key, "https://shop.example");
  admit(key, undefined);
  for (const origin of ["https://evil.example", "null", ""])
    expect(() => admit(key, origin)).toThrow(expect.objectContaining({ code: "origin_not_allowed" }));
  admit(found("web"), "https://anywhere.example");
});

it("a disabled source takes nothing, from nobody", () => {
  const admit = admission({ warn: vi.fn() });
  for (const kind of ["web", "server"] as const)
    expect(() => admit(found(kind, { disabled: true }), undefined)).toThrow(
      expect.objectContaining({ code: "source_disabled" }),
    );
});

it("warns of a server key in a page once an hour, by its hint", () => {
  const warn = vi.fn();
  const admit = admission({ warn });
  const key = found("server");
  admit(key, undefined, 0);
  expect(warn).not.toHaveBeenCalled();
  const hour = 3_600_000;
  for (const at of [hour, hour + 1, 2 * hour - 1]) admit(key, "https://shop.example", at);
  expect(warn).toHaveBeenCalledOnce();
  expect(warn.mock.lastCall).toMatchObject([
    { key: "a k… key", source: "shop", origin: "https://shop.example" },
    expect.stringContaining("Rotate the key"),
  ]);
  admit(key, "https://shop.example", 2 * hour);
  expect(warn).toHaveBeenCalledTimes(2);
  admit(found("web"), "https://shop.example", 3 * hour);
  expect(warn).toHaveBeenCalledTimes(2);
});
