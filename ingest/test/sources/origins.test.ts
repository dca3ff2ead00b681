import { expect, it } from "vitest";
import { isAllowable, originRule } from "../../src/sources/origins.js";

const rule = originRule(["https://shop.example", "http://localhost:3000", "https://*.tea.example"]);

it.each([
  "https://shop.example",
  "http://localhost:3000",
  "https://www.tea.example",
  "https://a.b.tea.example",
])("%s may send", (origin) => {
  expect(rule(origin)).toBe(true);
});

it.each([
  "null",
  "",
  "http://shop.example",
  "https://shop.example:444",
  "https://shop.example.evil.example",
  "https://www.shop.example",
  "http://localhost:3001",
  "https://tea.example",
  "http://www.tea.example",
  "https://eviltea.example",
  "https://evil.example/.tea.example",
  "https://evil.example:1@.tea.example",
  "https://.tea.example.evil.example",
])("%s may not", (origin) => {
  expect(rule(origin)).toBe(false);
});

it("without a rule every page may send", () => {
  expect(originRule([])("https://anything.example")).toBe(true);
});

it("an origin is a scheme, a host and perhaps a port, as browsers send it", () => {
  expect(["https://shop.example", "https://*.shop.example", "http://[::1]:7070"].every(isAllowable)).toBe(
    true,
  );
  const others = [
    "https://Shop.example",
    "https://shop.example:443",
    "https://shop.example/a",
    "ftp://a.example",
  ];
  expect([...others, "https://a.*.example", "*", "https://*.*.example", ""].some(isAllowable)).toBe(false);
});
