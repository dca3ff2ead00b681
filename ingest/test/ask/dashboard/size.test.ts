import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { expect, it } from "vitest";
import { DASHBOARD_REFUSALS } from "../../../src/ask/dashboard/refusals.js";

const built = (name: string) => readFileSync(new URL(`../../../dashboard/dist/${name}`, import.meta.url));

/** The page's script and style, compressed, and the scripts of the pages beside it; a budget that may only fall. */
const MOST_BYTES = {
  "dashboard.js": 51_000,
  "dashboard.css": 6_000,
  "customers.js": 9_000,
  "marketing.js": 4_000,
  "journeys.js": 40_000,
  "products.js": 6_000,
};

it.each(Object.entries(MOST_BYTES))("%s has at most %i bytes with brotli", (name, most) => {
  expect(brotliCompressSync(built(name)).length).toBeLessThanOrEqual(most);
});

it("the page begins without the scripts of the pages beside it", () => {
  const page = readFileSync(new URL("../../../dashboard/page.html", import.meta.url), "utf8");
  expect([...page.matchAll(/\{\{(.*?)\}\}/g)].map(([, name]) => name)).toEqual([
    ...["icon.svg", "dashboard.css", "dashboard.js"],
  ]);
  expect(built("dashboard.js").toString()).toMatch(/import\("\.\/journeys\.js"\)/);
});

it.each(Object.entries(DASHBOARD_REFUSALS))("the dashboard's guide tells of %s", (code, { status }) => {
  const guide = readFileSync(new URL("../../../dashboard/README.md", import.meta.url), "utf8");
  expect(guide).toContain(`| \`${code}\` | ${status} |`);
});
