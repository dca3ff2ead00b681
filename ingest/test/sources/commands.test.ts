import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { buildCli } from "../../src/cli.js";
import { findCollector } from "../../src/client/find-collector.js";
import { changeSources } from "../../src/sources/change-sources.js";
import { addSource } from "../../src/sources/changes.js";
import { startCollector, type TestCollector } from "../collect/collector.js";
import { runSafar } from "../journey/serve-process.js";

let collector: TestCollector;
let folder: string;
beforeAll(async () => {
  collector = await startCollector();
  folder = await mkdtemp(join(tmpdir(), "safar-commands-"));
});
afterAll(async () => {
  await collector.stop();
  await rm(folder, { recursive: true });
});

/** Runs a command in this process: to start one for each would take a second. */
async function safar(...args: string[]) {
  const printed = { stdout: "", stderr: "" };
  const keep = (stream: keyof typeof printed) => (text: string | Uint8Array) => {
    printed[stream] += text;
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation(keep("stdout")),
    vi.spyOn(process.stderr, "write").mockImplementation(keep("stderr")),
  ];
  const [group = "", ...rest] = args;
  const verb = rest[0]?.startsWith("-") || rest.length === 0 ? "list" : rest.shift()!;
  const command = buildCli()
    .commands.find((one) => one.name() === group)!
    .commands.find((one) => one.name() === verb)!;
  command.exitOverride().configureOutput({ writeErr: keep("stderr") });
  let code = 0;
  try {
    await command.parseAsync([...rest, ...(rest.includes("--file") ? [] : ["--data", collector.folder])], {
      from: "user",
    });
  } catch (error) {
    code = 1;
    printed.stderr += (error as Error).message;
  }
  for (const spy of spies) spy.mockRestore();
  return { code, ...printed };
}
const statusOf = async (writeKey: string, origin?: string) => {
  const response = await fetch(`${collector.collector}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Bearer ${writeKey}`, ...(origin ? { origin } : {}) },
    body: '{"batch":[]}',
  });
  const { code = "" } = (await response.json()) as { code?: string };
  return `${response.status} ${code}`.trim();
};
/** A collector that runs takes a change up within a second, if the machine is not busy. */
const soon = async (check: () => Promise<void>) =>
  await vi.waitFor(check, { timeout: 40_000, interval: 100 });

it("a collector that runs takes up sources and keys as they are added, rotated and disabled", async () => {
  const made = await safar("sources", "add", "tea", "--currency", "GBP", "--time-zone", "Europe/London");
  expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining("Added source tea to") });
  const webKey = made.stdout.trim();
  expect(webKey).toMatch(/^wk_[\w-]{24}$/);
  await soon(async () => expect(await statusOf(webKey)).toBe("200"));
  await soon(async () => {
    const [told] = await collector.rows(
      "SELECT time_zone, currency FROM sources FINAL WHERE source_id = 'tea'",
    );
    expect(told).toEqual({ time_zone: "Europe/London", currency: "GBP" });
  });

  const added = await safar("keys", "add", "tea", "--kind", "server");
  expect(added.stderr).toContain("It is a secret, and is not shown again.");
  const serverKey = added.stdout.trim();
  expect(serverKey).toMatch(/^sk_[\w-]{24}$/);
  const file = await readFile(join(collector.folder, "sources.json"), "utf8");
  expect(file).not.toContain(serverKey.slice(3, 20));
  await soon(async () => expect(await statusOf(serverKey)).toBe("200"));

  const rotated = await safar("keys", "rotate", serverKey.slice(-4), "--overlap", "1h");
  const nextKey = rotated.stdout.trim();
  expect(rotated.stderr).toContain("The old key works until 2");
  await soon(async () => expect(await statusOf(nextKey)).toBe("200"));
  expect(await statusOf(serverKey)).toBe("200");

  const ended = await safar("keys", "rotate", nextKey, "--overlap", "0");
  expect(ended.code).toBe(0);
  await soon(async () => expect(await statusOf(nextKey)).toBe("401 unknown_write_key"));
  expect(await safar("keys", "disable", webKey)).toMatchObject({ code: 0 });
  await soon(async () => expect(await statusOf(webKey)).toBe("401 unknown_write_key"));

  const list = await safar("keys", "list", "--source", "tea", "--json");
  const keys = list.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(keys).toMatchObject([
    { key: webKey, kind: "web", state: "disabled" },
    { key: `sk_…${serverKey.slice(-4)}`, kind: "server", state: "in force" },
    { kind: "server", state: "expired" },
    { kind: "server", state: "in force" },
  ]);
  const table = (await safar("keys")).stdout;
  expect(table).toContain(webKey);
  expect(table).toMatch(/in force until 2\d{3}-/);
});

it("a source's rules hold while the collector runs: pages, whose orders count, and whether it takes anything", async () => {
  const webKey = (await safar("sources", "add", "closed")).stdout.trim();
  await safar(
    "sources",
    "set",
    "closed",
    "--allow-origin",
    "https://Shop.example/",
    "https://*.shop.example",
  );
  await soon(async () =>
    expect(await statusOf(webKey, "https://evil.example")).toBe("403 origin_not_allowed"),
  );
  expect(await statusOf(webKey, "https://www.shop.example")).toBe("200");
  expect(await statusOf(webKey)).toBe("200");
  const rules = ["--orders-from", "server", "--decimal", "comma", "--zero-orders", "counted"];
  await safar("sources", "set", "closed", "--any-origin", ...rules);
  await soon(async () => expect(await statusOf(webKey, "https://evil.example")).toBe("200"));
  await soon(async () => {
    const [told] = await collector.rows(
      "SELECT orders_from, decimal_style, zero_orders FROM sources FINAL WHERE source_id = 'closed'",
    );
    expect(told).toEqual({ orders_from: "server", decimal_style: "comma", zero_orders: "counted" });
  });
  await safar("sources", "disable", "closed");
  await soon(async () => expect(await statusOf(webKey)).toBe("403 source_disabled"));
  expect((await safar("sources")).stdout).toMatch(
    /closed .*disabled .*server keys .*comma .*counted .*every page/,
  );
  await safar("sources", "enable", "closed");
  await soon(async () => expect(await statusOf(webKey)).toBe("200"));
});

it("orders that a public key invented don't count where orders are believed from servers alone", async () => {
  const webKey = (await safar("sources", "add", "gold", "--orders-from", "server")).stdout.trim();
  const serverKey = (await safar("keys", "add", "gold", "--kind", "server")).stdout.trim();
  const order = (writeKey: string, userId: string) =>
    collector.post(
      "/v1/track",
      JSON.stringify({ userId, event: "Order Completed", properties: { order_id: userId, revenue: 5 } }),
      { authorization: `Bearer ${writeKey}` },
    );
  await soon(async () => expect((await order(webKey, "forger")).status).toBe(200));
  await soon(async () => expect((await order(serverKey, "customer")).status).toBe(200));
  const customers = async () =>
    (
      await collector.rows<{ customer_id: string }>(
        "SELECT customer_id FROM customer_value_by_customer(source = 'gold', since = '2020-01-01', until = '2100-01-01', time_zone = 'UTC') ORDER BY 1",
      )
    ).map((row) => row.customer_id);
  await soon(async () => expect(await customers()).toEqual(["customer"]));
  // A mind that is changed restates the figures; nothing that came was lost.
  await safar("sources", "set", "gold", "--orders-from", "any");
  await soon(async () => expect(await customers()).toEqual(["customer", "forger"]));
});

it("what sends to a folder by itself asks for a server key where only that counts", async () => {
  const wanted = { host: undefined, writeKey: undefined, data: folder, first: {} };
  await changeSources(join(folder, "sources.json"), (none) =>
    addSource(none, { id: "shop", currency: "EUR", timeZone: "UTC", ordersFrom: "server" }),
  );
  await expect(findCollector(wanted)).rejects.toThrow("safar keys add shop --kind server");
});

it("no page is told to hold a secret", async () => {
  const command = buildCli().commands.find((one) => one.name() === "script-tag")!;
  await expect(
    command.parseAsync(["--write-key", "sk_secret", "--host", "https://a.example"], { from: "user" }),
  ).rejects.toThrow("This is a server key");
});

it("the audit log tells who changed what, and no secret", async () => {
  const text = (await safar("sources", "audit", "--json")).stdout;
  const entries = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(new Set(entries.map(({ who }) => who))).toEqual(new Set([userInfo().username]));
  expect(entries).toContainEqual(
    expect.objectContaining({
      what: "source changed",
      source: "closed",
      from: {
        ordersFrom: "any",
        decimal: "either",
        zeroOrders: "ignored",
        allowedOrigins: ["https://shop.example", "https://*.shop.example"],
      },
      to: { ordersFrom: "server", decimal: "comma", zeroOrders: "counted", allowedOrigins: [] },
    }),
  );
  for (const what of ["key rotated", "key disabled", "source disabled", "source enabled"])
    expect(text).toContain(`"what":"${what}"`);
  expect(text).not.toMatch(/[ws]k_[\w-]{5}/);
  expect((await safar("sources", "audit")).stdout).toContain("key rotated");
});

it.each([
  [["sources", "add", "shop"], "Source shop exists already."],
  [["sources", "set", "nowhere", "--currency", "EUR"], "There is no source nowhere. There are: shop"],
  [["sources", "set", "shop"], "Nothing to set"],
  [
    ["sources", "set", "shop", "--allow-origin", "shop.example"],
    "is not an origin such as https://shop.example",
  ],
  [["keys", "disable", "????"], "There is no key ????"],
  [["keys", "add", "shop"], "Use --kind to say who will use the key"],
  [["keys", "rotate", "????", "--overlap", "2y"], "a number followed by m, h or d"],
  [["keys", "--file", "/nowhere.json"], "/nowhere.json does not exist."],
])("safar %j says what is wrong", async (args, sentence) => {
  const { code, stdout, stderr } = await safar(...args);
  expect(code).not.toBe(0);
  expect(stdout).toBe("");
  expect(stderr).toContain(sentence);
});

it("a first file for collectors is made where SAFAR_SOURCES says, for its owner alone", async () => {
  const file = join(folder, "shared.json");
  const { stdout } = await runSafar(["sources", "add", "shop"], { SAFAR_SOURCES: file }).ended;
  expect(JSON.parse(await readFile(file, "utf8")).sources[0].keys[0].key).toBe(stdout.trim());
  expect((await stat(file)).mode & 0o077).toBe(0);
});

it("the table says in words what pages may tell and where events may come from", async () => {
  await safar("sources", "add", "told");
  expect((await safar("sources")).stdout).toMatch(/ told .* any key .* all .* every page /);
  await safar("sources", "set", "told", "--pages-tell", "completed", "updated");
  await safar("sources", "set", "told", "--allow-origin", "https://a.example", "https://b.example");
  const { stdout } = await safar("sources");
  expect(stdout).toMatch(/ told .* completed, updated .* https:\/\/a.example, https:\/\/b.example /);
  expect(stdout).not.toContain("\\u000a");
});

it("a key without --kind is not made, and the kinds are explained", async () => {
  const { code, stderr, stdout } = await safar("keys", "add", "shop");
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("server, a secret of the shop's backend, or web, for its pages");
});
