import { describe, expect, it } from "vitest";
import { Safar, SafarArgumentError, type SafarOptions } from "../src/index.js";
import { readOptions } from "../src/options.js";

const valid = { writeKey: "k", host: "https://collect.shop.example" };

function codeOf(options: unknown): string {
  try {
    new Safar(options as SafarOptions);
  } catch (error) {
    if (error instanceof SafarArgumentError) return error.code;
  }
  return "none";
}

describe("an option that cannot work is refused at once, with a code", () => {
  it.each([
    ["option", undefined],
    ["option", null],
    ["option", "key"],
    ["write_key", { host: valid.host }],
    ["write_key", { ...valid, writeKey: "" }],
    ["write_key", { ...valid, writeKey: 7 }],
    ["host", { writeKey: "k" }],
    ["host", { ...valid, host: "collect.shop.example" }],
    ["host", { ...valid, host: "ftp://collect.shop.example" }],
    ["host", { ...valid, host: "http://" }],
    ["host", { ...valid, host: 8080 }],
    ["option", { ...valid, flushAt: 0 }],
    ["option", { ...valid, flushAt: 2_501 }],
    ["option", { ...valid, flushAt: 2.5 }],
    ["option", { ...valid, flushAt: "100" }],
    ["option", { ...valid, flushInterval: -1 }],
    ["option", { ...valid, flushInterval: 2 ** 31 }],
    ["option", { ...valid, maxInFlight: Number.NaN }],
    ["option", { ...valid, requestTimeout: 0 }],
    ["option", { ...valid, minRetryDelay: 100, maxRetryDelay: 50 }],
    ["option", { ...valid, whenFull: "explode" }],
    ["option", { ...valid, gzip: "yes" }],
    ["option", { ...valid, strict: 1 }],
    ["option", { ...valid, userAgent: "a\nb" }],
    ["option", { ...valid, flushat: 7 }],
  ])("%s: %j", (code, options) => {
    expect(codeOf(options)).toBe(code);
  });

  it("and says what to do", () => {
    expect(() => new Safar({ ...valid, flushAt: 0 })).toThrow(
      "`flushAt` must be a whole number from 1 to 2500.",
    );
    expect(() => new Safar({ ...valid, flushat: 1 } as SafarOptions)).toThrow("`flushat` is not an option");
  });
});

describe("options have defaults", () => {
  it("also where they are given as undefined", () => {
    const { flushAt, maxInFlight, whenFull } = readOptions({ ...valid, flushAt: undefined } as never);
    expect({ flushAt, maxInFlight, whenFull }).toEqual({
      flushAt: 100,
      maxInFlight: 4,
      whenFull: "refuse_new",
    });
  });

  it.each([
    ["https://collect.shop.example", true],
    ["http://10.0.0.7:7070", true],
    ["http://127.0.0.1:7070", false],
    ["http://localhost:7070", false],
    ["http://[::1]:7070", false],
    ["http://127.0.0.1.shop.example", true],
  ])("compresses for %s: %s", (host, gzip) => {
    expect(readOptions({ ...valid, host }).gzip).toBe(gzip);
  });

  it.each([
    ["https://collect.shop.example", "https://collect.shop.example/v1/batch"],
    ["https://collect.shop.example/", "https://collect.shop.example/v1/batch"],
    ["http://shop.example:8080/safar//", "http://shop.example:8080/safar/v1/batch"],
  ])("finds the address: %s", (host, endpoint) => {
    expect(readOptions({ ...valid, host }).endpoint.href).toBe(endpoint);
  });
});
