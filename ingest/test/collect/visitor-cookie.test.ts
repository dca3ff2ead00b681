import Fastify from "fastify";
import { afterAll, describe, expect, it } from "vitest";
import { keepVisitorCookie, visitorDomains } from "../../src/collect/visitor-cookie.js";

const app = Fastify();
keepVisitorCookie(app, visitorDomains("shop.example, Other.example"));
app.post("/v1/batch", async () => ({ success: true }));
afterAll(() => app.close());

const ID = "0198c0de-0000-7000-8000-000000000001";

const cookieOf = async (headers: Record<string, string>) => {
  const all = {
    host: "collect.shop.example",
    origin: "https://www.shop.example",
    cookie: `safar_id=${ID}`,
    ...headers,
  };
  return (await app.inject({ method: "POST", url: "/v1/batch", headers: all })).headers["set-cookie"];
};

describe("the visitor's cookie", () => {
  it("is set again for a year, for the shop's domain alone", async () => {
    expect(await cookieOf({})).toBe(
      `safar_id=${ID}; Domain=shop.example; Path=/; Max-Age=31536000; Secure; SameSite=Lax`,
    );
    expect(await cookieOf({ host: "other.example:8443", origin: "https://other.example" })).toContain(
      "Domain=other.example;",
    );
    expect(await cookieOf({ cookie: `a=1; safar_id=${ID}; b=2` })).toContain(`safar_id=${ID};`);
  });

  it.each([
    ["no id: the visitor did not agree", { cookie: "a=1" }],
    ["another cookie with such an end", { cookie: `not_safar_id=${ID}` }],
    ["an id that would say more", { cookie: "safar_id=a%0d%0aset-cookie" }],
    ["an id without an end", { cookie: `safar_id=${"a".repeat(65)}` }],
    ["a page of another site", { origin: "https://evil.example" }],
    ["a page whose name only ends so", { origin: "https://evilshop.example" }],
    ["a page without an origin", { origin: "null" }],
    ["a collector of another site", { host: "collect.safar.example" }],
    ["two shops", { host: "collect.other.example" }],
  ])("is not set for %s", async (_, headers) => {
    expect(await cookieOf(headers)).toBeUndefined();
  });

  it.each(["com", ".shop.example", "shop.example/", "shop example.de", "-a.example", "a..b"])(
    "is for no domain like %s",
    (setting) => {
      expect(() => visitorDomains(setting)).toThrow(/SAFAR_VISITOR_COOKIE/);
    },
  );
});
