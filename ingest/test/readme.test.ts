import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { GENERATED, settingRows } from "../src/collect/reference/tables.js";
import { COLLECTOR_CODES } from "../src/event/validate/refusal.js";

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

it.each(Object.keys(GENERATED))("%s is as npm run generate -w @safar/ingest writes it", (file) => {
  expect(GENERATED[file]!(read(file))).toBe(read(file));
  expect(settingRows().length).toBeGreaterThan(40);
});

it.each(Object.keys(COLLECTOR_CODES))("the wire's document names the refusal %s", (code) => {
  expect(read("WIRE.md")).toContain(`\`${code}\``);
});

it("the front page has 1,200 words at most, and its two commands first", () => {
  const readme = read("../README.md");
  expect(readme.split(/\s+/).length).toBeLessThanOrEqual(1_200);
  expect(readme).toMatch(/```sh\nnpm ci && npm run demo .*\nnpm ci && npm test /);
});
