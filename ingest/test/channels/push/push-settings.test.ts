import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pushSettings } from "../../../src/channels/push/push-settings.js";
import { newVapidKey, vapid } from "../../../src/channels/push/vapid.js";

const SET = {
  ...{ SAFAR_PUSH_CONTACT: "mailto:hello@shop.example", SAFAR_PUSH_KEY: "", SAFAR_PUSH_PRIVATE: false },
  SAFAR_PUSH_SERVICES: "push.example,push.apple.com",
  SAFAR_PUBLIC_URL: "https://collect.shop.example",
};
const logged: string[] = [];
const logger = { error: (text: string) => void logged.push(text) } as never;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-push-"));
  logged.length = 0;
});
afterEach(() => rm(folder, { recursive: true }));

test("the key is made at the first start, for its owner alone, and is the same from then on", async () => {
  const first = await pushSettings(SET, folder, logger);
  expect(first?.services).toEqual(["push.example", "push.apple.com"]);
  const { mode } = await stat(join(folder, "push.json"));
  expect(mode & 0o777).toBe(0o600);
  expect((await pushSettings(SET, folder, logger))?.vapid.publicKey).toBe(first?.vapid.publicKey);
  expect(await pushSettings({ ...SET, SAFAR_PUSH_CONTACT: "" }, folder, logger)).toBeUndefined();
});

test("a damaged key is put aside, and what that means is logged", async () => {
  await writeFile(join(folder, "push.json"), '{"key":"AAAA"}');
  const { vapid: made } = (await pushSettings(SET, folder, logger))!;
  const { key } = JSON.parse(await readFile(join(folder, "push.json"), "utf8"));
  expect(vapid(key, "").publicKey).toBe(made.publicKey);
  expect(logged).toEqual([
    expect.stringMatching(/push\.json can't be used: it holds no key.*visits the shop/),
  ]);
});

test("processes without a data folder share the key of the settings", async () => {
  const key = newVapidKey();
  const shared = await pushSettings({ ...SET, SAFAR_PUSH_KEY: key }, undefined, logger);
  expect(shared?.vapid.publicKey).toBe(vapid(key, "").publicKey);
  await expect(pushSettings(SET, undefined, logger)).rejects.toThrow(/needs SAFAR_PUSH_KEY here/);
  const bad = { ...SET, SAFAR_PUSH_KEY: "A".repeat(43) };
  await expect(pushSettings(bad, undefined, logger)).rejects.toThrow(/no private key of P-256/);
  await expect(pushSettings({ ...SET, SAFAR_PUBLIC_URL: "" }, folder, logger)).rejects.toThrow(
    /needs SAFAR_PUBLIC_URL/,
  );
});
