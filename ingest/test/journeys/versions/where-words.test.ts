import { expect, it } from "vitest";
import { whereWords } from "../../../src/journeys/versions/where-words.js";

it("names what leads to the same journeys again", () => {
  expect(whereWords({ source: "live", data: ".safar/demo/seed-7" })).toBe(
    " --source live --data .safar/demo/seed-7",
  );
  expect(whereWords({})).toBe("");
});

it("is quoted for a shell, which reads nothing inside", () => {
  expect(whereWords({ data: "my shop's $(data) `x`", user: "ann" })).toBe(
    " --data 'my shop'\\''s $(data) `x`' --user ann",
  );
});
