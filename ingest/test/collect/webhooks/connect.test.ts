import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connectCommand } from "../../../src/collect/webhooks/connect-command.js";

let folder: string;
let file: string;
let printed: string;
const source = (id: string) => ({ id, currency: "EUR", timeZone: "UTC", keys: [] });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-connect-"));
  file = join(folder, "sources.json");
  await writeFile(file, JSON.stringify({ sources: [source("shop"), source("tea")] }));
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += text;
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const connect = (...args: string[]) =>
  connectCommand().parseAsync([...args, "--file", file], { from: "user" });

test("the next command that it prints is about the same source, address and file", async () => {
  const about = `--source tea --url https://collect.tea.example --file ${file}`;
  await connect("shopify", "--source", "tea", "--url", "https://collect.tea.example");
  expect(printed).toContain("URL:    https://collect.tea.example/v1/webhooks/shopify/tea\n");
  expect(printed).toContain(`safar connect shopify ${about} --secret <text>\n`);
  expect(printed).not.toContain("is an example");
  await connect("shopify", "--source", "tea", "--secret", "a secret of tea");
  const { sources } = JSON.parse(await readFile(file, "utf8"));
  expect(sources.map(({ webhookSecrets = {} }) => webhookSecrets)).toEqual([
    {},
    { shopify: "a secret of tea" },
  ]);
});

test("an address that nobody named is called an example", async () => {
  await connect("woocommerce");
  expect(printed).toContain("https://collect.shop.example is an example.");
});

test.each(["shopify", "woocommerce"])("%s of a source that is not there is refused", async (platform) => {
  const before = await readFile(file, "utf8");
  await expect(connect(platform, "--source", "nope")).rejects.toThrow(
    "There is no source nope. There are: shop, tea.",
  );
  expect([printed, await readFile(file, "utf8")]).toEqual(["", before]);
});
