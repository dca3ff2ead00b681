import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newVapidKey } from "../../../src/channels/push/vapid.js";
import { journeysCommand } from "../../../src/journeys/command.js";
import { startPushService } from "./push-service.js";

const CART = new URL("../../../journeys/abandoned-cart.json", import.meta.url).pathname;
let service: Awaited<ReturnType<typeof startPushService>>;
let folder: string;
let printed: string;

beforeEach(async () => {
  service = await startPushService();
  folder = await mkdtemp(join(tmpdir(), "safar-push-"));
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += text;
    return true;
  });
  vi.stubEnv("SAFAR_PUSH_CONTACT", "mailto:hello@shop.example");
  vi.stubEnv("SAFAR_PUSH_PRIVATE", "true");
  vi.stubEnv("SAFAR_PUBLIC_URL", "https://collect.shop.example");
  vi.stubEnv("SAFAR_DATA", folder);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
  await service.close();
  await rm(folder, { recursive: true });
});

function run(to: string, ...more: string[]) {
  const line = ["test-send", CART, "--node", "remind", "--to", to, ...more];
  return journeysCommand().exitOverride().parseAsync(line, { from: "user" });
}

test("one message of a journey is shown in a browser of one's own, in Persian", async () => {
  await writeFile(join(folder, "push.json"), JSON.stringify({ key: newVapidKey() }));
  const browser = service.browser();
  await run(JSON.stringify(browser.subscription), "--language", "fa", "--json");
  expect(JSON.parse(printed)).toMatchObject({ is: "sent", to: browser.subscription.endpoint });
  expect(browser.decrypt(service.ledger[0]!.body)).toMatchObject({
    title: expect.stringMatching(/\p{Script=Arabic}/u),
    dir: "rtl",
  });
});

test("a subscription that ended is told, and ends with exit code 1", async () => {
  vi.stubEnv("SAFAR_PUSH_KEY", newVapidKey());
  service.answers({ status: 410 });
  await run(JSON.stringify(service.browser().subscription));
  expect(printed).toContain("it was refused: it answered 410");
  expect(process.exitCode).toBe(1);
});

test("what is no subscription, and a key that is not there, say what to do; no key is made", async () => {
  await expect(run('{"endpoint":"https://push.example"}')).rejects.toThrow(/getSubscription\(\)\)/);
  const to = JSON.stringify(service.browser().subscription);
  await expect(run(to)).rejects.toThrow(/needs SAFAR_PUSH_KEY here/);
  vi.stubEnv("SAFAR_PUSH_CONTACT", "");
  await expect(run(to)).rejects.toThrow(/SAFAR_PUSH_CONTACT is not set/);
  expect(service.ledger).toEqual([]);
});
