import { afterAll, beforeAll, expect, it } from "vitest";
import { startCollector, type TestCollector } from "../../collect/collector.js";

const BROWSER = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64)" };
let collector: TestCollector;

beforeAll(async () => {
  collector = await startCollector({ SAFAR_CDN: "cloudflare" });
});
afterAll(() => collector.stop());

const send = (batch: unknown[], headers: Record<string, string> = {}, beside: object = {}) =>
  collector.post("/v1/batch", JSON.stringify({ batch, ...beside }), headers);
const contextOf = async (id: string) => {
  const [row] = await collector.rows<{ context: string }>(
    `SELECT context FROM events WHERE message_id = '${id}'`,
  );
  return JSON.parse(row!.context);
};
const page = (messageId: string, more: object = {}) => ({ type: "page", userId: "u", messageId, ...more });

it("keeps a browser's network and country, and of a server's own address nothing", async () => {
  await send([page("a1")], { ...BROWSER, "cf-ipcountry": "IR", "cf-ipcity": "Shiraz" });
  await send([page("a2")], { "cf-ipcountry": "IR" });
  expect(await contextOf("a1")).toEqual({ ip: "127.0.0.0", location: { country: "IR", city: "Shiraz" } });
  expect(await contextOf("a2")).toEqual({});
});

it("holds an address that an event or its batch names to the same rule, and lets it stand first", async () => {
  const own = { context: { ip: "203.0.113.77", location: { country: "DE" } } };
  await send([page("b1", own), page("b2")], BROWSER, { context: { ip: "2001:db8:1:2::3" } });
  expect(await contextOf("b1")).toEqual({ ip: "203.0.113.0", location: { country: "DE" } });
  expect(await contextOf("b2")).toEqual({ ip: "2001:db8:1::" });
  await send([page("b3", { context: { ip: "ann@shop.example" } })]);
  expect(await contextOf("b3")).toEqual({});
});

it("stores neither passwords nor card numbers, in events and in dead letters", async () => {
  const told = {
    properties: { password: "hunter2", note: "my card 4111 1111 1111 1111", order_id: "4111111111111111" },
    context: { ip: "203.0.113.99" },
  };
  const answer = await send([
    { type: "track", event: "Order Completed", userId: "4111111111111111", messageId: "c1", ...told },
    { type: "track", userId: "u", messageId: "c2", ...told },
    "hello 4111111111111111",
  ]);
  expect(answer.body).toMatchObject({ accepted: 1, rejected: [{ index: 1 }, { index: 2 }] });
  const [row] = await collector.rows("SELECT * FROM events WHERE message_id = 'c1'");
  expect(row).toMatchObject({ order_id: "4111111111111111", user_id: "4111111111111111" });
  expect(JSON.parse(String(row!.properties))).toEqual({
    note: "my card **** **** **** 1111",
    order_id: "4111111111111111",
  });
  const letters = await collector.rows<{ body: string }>("SELECT body FROM dead_letters ORDER BY body");
  const bodies = letters.map(({ body }) => body).join("\n");
  expect(letters.length).toBe(2);
  expect(bodies).not.toMatch(/hunter2|4111 1111|hello 4111|113\.99/);
  expect(bodies).toContain('"ip":"203.0.113.0"');
});
