import { expect, it } from "vitest";
import { limitsOf } from "../../src/collect/limits/limits.js";
import { readConfig } from "../../src/settings/config.js";

const read = (setting: string) => limitsOf(readConfig({ env: { SAFAR_TRUST_PROXY: setting } })).trustProxy;

it("names addresses, networks and ranges that everybody knows, or nobody", () => {
  expect(read("")).toBe(false);
  expect(read("10.0.0.0/8, ::1,loopback")).toEqual(["10.0.0.0/8", "::1", "loopback"]);
});

it.each(["true", "1", "10.0.0.0/33", "::1/129", "10.0.0.1/8/8", "proxy.example", ",", "10.0.0.1,"])(
  "%j is refused at the start: it would be believed by nobody, or by everybody",
  (setting) => {
    expect(() => read(setting)).toThrow(`SAFAR_TRUST_PROXY "${setting}" names no proxies.`);
  },
);
