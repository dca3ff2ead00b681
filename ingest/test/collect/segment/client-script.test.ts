import { afterAll, beforeAll, expect, it } from "vitest";
import { startCollector, type TestCollector } from "../collector.js";

let collector: TestCollector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.stop());

const get = (path: string) => fetch(`${collector.collector}${path}`);

it("Segment's snippet gets its client from here, for a page's key", async () => {
  const answer = await get(`/analytics.js/v1/${collector.writeKey}/analytics.min.js`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toContain("javascript");
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  expect(await answer.text()).toContain("/analytics\\.js\\/v1\\/");
  expect((await get("/analytics.js/v1/none/analytics.min.js")).status).toBe(401);
});

it("the client's parts are there under the names that it asks for, and no other file", async () => {
  const client = await (await get(`/analytics.js/v1/${collector.writeKey}/analytics.min.js`)).text();
  const [, number] = /(\d+):"queryString"/.exec(client)!;
  const [, hash] = new RegExp(`[{,]${number}:"([0-9a-f]{20})"`).exec(client)!;
  const part = await get(`/analytics-next/bundles/queryString.bundle.${hash}.js`);
  expect(part.status).toBe(200);
  expect(part.headers.get("cache-control")).toContain("immutable");
  for (const name of ["package.json", "..%2fpackage.json", "standalone.js"]) {
    expect((await get(`/analytics-next/bundles/${name}`)).status).toBe(404);
  }
});
