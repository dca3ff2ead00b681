import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { CONFIG_SCHEMA, ConfigError, readConfig, SETTING_FORMS } from "../../src/settings/config.js";

const folder = mkdtempSync(join(tmpdir(), "safar-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: unknown): string {
  const path = join(folder, "safar.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

describe("readConfig", () => {
  it("has a default for everything, safe ones for what listens", () => {
    expect(readConfig({ env: {} })).toMatchObject({
      SAFAR_DATA: resolve("safar-data"),
      SAFAR_LISTEN: "127.0.0.1",
      SAFAR_QUERY_LISTEN: "127.0.0.1",
      SAFAR_PORT: 7070,
    });
  });

  it("takes the command line before the environment, and that before the file", () => {
    const file = fileOf({ SAFAR_PORT: 1, SAFAR_QUERY_PORT: 1, SAFAR_CURRENCY: "GBP" });
    const env = { SAFAR_PORT: "2", SAFAR_QUERY_PORT: "2", HOME: "/root" };
    expect(readConfig({ file, env, flags: { SAFAR_PORT: 3, SAFAR_DATA: undefined } })).toMatchObject({
      SAFAR_PORT: 3,
      SAFAR_QUERY_PORT: 2,
      SAFAR_CURRENCY: "GBP",
    });
  });

  it.each<[Parameters<typeof readConfig>[0], string]>([
    [{ env: { SAFAR_PORT: "-1" } }, "SAFAR_PORT must be >= 0"],
    [{ env: { SAFAR_PORT: "http" } }, "SAFAR_PORT must be integer"],
    [{ env: { SAFAR_CURRENCY: "euro" } }, "SAFAR_CURRENCY must be three capital letters, such as EUR"],
    [{ env: { SAFAR_SOURCE: "My Shop" } }, "SAFAR_SOURCE must be 1 to 64 lower-case letters"],
    [{ env: { SAFAR_CURRENCY: "EUU" } }, 'SAFAR_CURRENCY "EUU" is no currency'],
    [{ env: { SAFAR_TIME_ZONE: "Europe/Nowhere" } }, 'SAFAR_TIME_ZONE "Europe/Nowhere" is no time zone'],
    [{ env: { SAFAR_LOG_LEVEL: "loud" } }, "SAFAR_LOG_LEVEL"],
    [{ env: {}, file: join(folder, "missing.json") }, "missing.json can't be read"],
  ])("names what is wrong in %j", (sources, said) => {
    expect(() => readConfig(sources)).toThrow(ConfigError);
    expect(() => readConfig(sources)).toThrow(said);
  });

  it("says in words, and not by a pattern, what each setting may be", () => {
    const withPattern = Object.entries(CONFIG_SCHEMA.properties).filter(([, schema]) => "pattern" in schema);
    expect(withPattern.length).toBeGreaterThan(5);
    for (const [name] of withPattern) {
      expect(() => readConfig({ env: { [name]: "\u0000 ?" } })).toThrow(
        `${name} must be ${SETTING_FORMS[name]}. (`,
      );
      expect(SETTING_FORMS[name]).toBeDefined();
    }
  });

  it.each([
    ["{", "can't be read"],
    [[], "no JSON object"],
    [{ SAFAR_PROT: 1 }, "unknown settings: SAFAR_PROT"],
  ])("refuses a file of %j", (content, said) => {
    expect(() => readConfig({ env: {}, file: fileOf(content) })).toThrow(said);
  });
});
