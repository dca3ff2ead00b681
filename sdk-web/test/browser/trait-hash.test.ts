import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { hashTraits, normalTrait } from "../../src/browser/trait-hash.js";
import type { WebEvent } from "../../src/browser/web-event.js";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

it.each([
  ["email", "  Ada@Example.COM ", "ada@example.com"],
  ["phone", "+44 (20) 7946-0958", "+442079460958"],
  ["mobilePhone", "0044 20 7946 0958", "+442079460958"],
  ["email", 7, "7"],
])("the normal form of %s %j is %j", (name, given, normal) => {
  expect(normalTrait(name, given)).toBe(normal);
});

const event = (traits: unknown, context: object = {}) => ({ type: "identify", traits, context }) as WebEvent;

it("takes a named trait out at once, and brings its hash", async () => {
  const given = event(
    { email: "Ada@example.com", phone: "+49 2", plan: "gold" },
    { traits: { phone: "+49 1" } },
  );
  const hashing = hashTraits(given, ["email", "phone"]);
  expect(JSON.stringify(given)).not.toMatch(/ada|\+49/i);
  await hashing;
  expect(given.traits).toEqual({
    email: sha256("ada@example.com"),
    phone: sha256("+492"),
    plan: "gold",
  });
  expect((given.context as { traits?: unknown }).traits).toEqual({ phone: sha256("+491") });
});

it("has nothing to do where no trait is named", () => {
  expect(hashTraits(event({ plan: "gold" }), ["email"])).toBeUndefined();
  expect(hashTraits(event(undefined), ["email"])).toBeUndefined();
  expect(hashTraits(event({ email: null }), ["email"])).toBeUndefined();
});
