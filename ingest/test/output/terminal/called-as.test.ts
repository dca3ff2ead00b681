import { expect, it } from "vitest";
import { asCalled, calledAs } from "../../../src/output/terminal/called-as.js";

const NPX = { npm_command: "exec" };

it("is npx where npm started the process, and safar where it is installed", () => {
  expect(calledAs(NPX)).toBe("npx @safar/ingest");
  expect(calledAs({ npm_command: "start" })).toBe("npx @safar/ingest");
  expect(calledAs({})).toBe("safar");
});

it.each([
  ["  $ safar import orders.csv --dry-run", "  $ npx @safar/ingest import orders.csv --dry-run"],
  ["Begin with `safar journeys new`.", "Begin with `npx @safar/ingest journeys new`."],
  ["$ SAFAR_SECRET=… safar tail", "$ SAFAR_SECRET=… npx @safar/ingest tail"],
  ["runs beside `safar\n  collect`", "runs beside `npx @safar/ingest\n  collect`"],
  ["safar report\n  safar tail", "npx @safar/ingest report\n  npx @safar/ingest tail"],
])("names the command as it is called in %j", (text, shown) => {
  expect(asCalled(text, NPX)).toBe(shown);
  expect(asCalled(text, {})).toBe(text);
});

it.each([
  "safar: there is no source tea.",
  "a file in /var/lib/safar is damaged",
  "npx @safar/ingest report",
  "https://collect.safar is an address",
  "the database safar.",
  "Safar is ready",
])("leaves %j as it is", (text) => {
  expect(asCalled(text, NPX)).toBe(text);
});
