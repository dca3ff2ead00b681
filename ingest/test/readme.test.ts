import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { CONFIG_SCHEMA } from "../src/config.js";
import { REQUEST_ERRORS } from "../src/errors.js";
import { COLLECTOR_CODES } from "../src/validate/refusal.js";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

it.each(
  Object.entries(CONFIG_SCHEMA.properties as Record<string, { default: unknown; description: string }>),
)("the README tells of the setting %s", (name, { default: fallback, description }) => {
  expect(readme).toContain(`| \`${name}\` | ${fallback === "" ? "" : `\`${fallback}\``} | ${description} |`);
});

it.each(Object.entries(REQUEST_ERRORS))(
  "the README tells of the answer %s",
  (code, { status, retry, message }) => {
    expect(readme).toContain(`| ${status} \`${code}\` | ${message} | ${retry ? "sends again" : "drops"} |`);
  },
);

it.each(Object.keys(COLLECTOR_CODES))("the README names the refusal %s", (code) => {
  expect(readme).toContain(`\`${code}\``);
});
