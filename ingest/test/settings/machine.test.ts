import { expect, it } from "vitest";
import { limitsOf } from "../../src/collect/limits/limits.js";
import { checkLimits } from "../../src/operate/doctor/limits.js";
import { readConfig } from "../../src/settings/config.js";
import { requireDescriptors, thisMachine } from "../../src/settings/machine.js";

const MIB = 1024 ** 2;
const LARGE = { descriptors: 65_536, memory: 16_384 * MIB, heap: 4_096 * MIB };
const config = readConfig({ env: {} });

it("a machine that bears the settings leaves them as they are", () => {
  expect(limitsOf(config, LARGE)).toMatchObject({
    maxConnections: 20_000,
    maxPendingChars: 128 * MIB,
    maxReceivingBytes: 128 * MIB,
    lowered: [],
  });
  expect(limitsOf(config, { ...LARGE, descriptors: Number.POSITIVE_INFINITY }).maxConnections).toBe(20_000);
  expect(checkLimits(config, LARGE).state).toBe("ok");
});

it("connections leave descriptors for everything else, and the log and the doctor say so", () => {
  const machine = { ...LARGE, descriptors: 4_096 };
  const asked = { ...config, SAFAR_MAX_CONNECTIONS: 10_000 };
  expect(limitsOf(asked, machine).maxConnections).toBe(3_840);
  expect(limitsOf(asked, machine).lowered).toEqual([
    expect.stringContaining("only 3840 connections are allowed"),
  ]);
  expect(checkLimits(asked, machine)).toMatchObject({
    state: "warn",
    said: expect.stringContaining("4096"),
  });
});

it("one address holds a quarter of them at most, or what is set, and the doctor says how many", () => {
  const machine = { ...LARGE, descriptors: 600 };
  expect(limitsOf(config, LARGE).maxAddressConnections).toBe(1_000);
  expect(limitsOf(config, machine).maxAddressConnections).toBe(86);
  expect(limitsOf({ ...config, SAFAR_ADDRESS_CONNECTIONS: 5 }, machine).maxAddressConnections).toBe(5);
  const unlimited = { ...config, SAFAR_ADDRESS_CONNECTIONS: 0 };
  expect(limitsOf(unlimited, machine).maxAddressConnections).toBe(Number.POSITIVE_INFINITY);
  expect(checkLimits(config, machine).said).toContain(
    "344 connections at once, up to 86 of them from one address",
  );
});

it("a default that the machine lowers is nothing to warn of: nobody asked for more", () => {
  const machine = { ...LARGE, descriptors: 4_096, heap: 256 * MIB };
  expect(limitsOf(config, machine)).toMatchObject({ maxConnections: 3_840, lowered: [] });
  expect(checkLimits(config, machine)).toMatchObject({
    state: "ok",
    said: expect.stringContaining("3840 connections"),
  });
});

it("what waits fits into the memory of a small container", () => {
  const asked = { ...config, SAFAR_MAX_PENDING_MIB: 127 };
  const limits = limitsOf(asked, { ...LARGE, memory: 512 * MIB, heap: 256 * MIB });
  expect(limits.maxPendingChars).toBe(64 * MIB);
  expect(limits.maxReceivingBytes).toBe(64 * MIB);
  expect(limits.lowered).toEqual([expect.stringContaining("SAFAR_MAX_PENDING_MIB is 127, but only 64")]);
});

it("this machine is told as it is", () => {
  const { descriptors, memory, heap } = thisMachine();
  expect(descriptors).toBeGreaterThan(0);
  expect(memory).toBeGreaterThan(heap / 4);
  expect(memory).toBeLessThan(2 ** 50);
  expect(() => requireDescriptors({ descriptors: 511 })).toThrow("ulimit -n 65536");
});
