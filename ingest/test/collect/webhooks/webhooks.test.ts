import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changeSources } from "../../../src/sources/change-sources.js";
import { setWebhookSecret } from "../../../src/sources/changes.js";
import type { PlatformName } from "../../../src/sources/webhook-secrets.js";
import { startCollector, type TestCollector } from "../collector.js";

const SECRET = "a secret of the shop";
const HEADER = { shopify: "x-shopify-hmac-sha256", woocommerce: "x-wc-webhook-signature" } as const;

/** A body of our own making, by the platform's public documentation. */
function fixture(name: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const text = readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8");
  return { ...JSON.parse(text), ...changes };
}

let collector: TestCollector;
let unreadable = 0;

beforeAll(async () => {
  collector = await startCollector();
  for (const platform of ["shopify", "woocommerce"] as const) {
    await changeSources(join(collector.folder, "sources.json"), (sources) =>
      setWebhookSecret(sources, sources[0]!.id, platform, SECRET),
    );
  }
  // Collectors take up a change within a second.
  while ((await send("shopify", { id: 1 })).status !== 200) await sleep(100);
});

afterAll(() => collector.stop());

function send(
  platform: PlatformName,
  content: object | string | Buffer,
  { secret = SECRET, source = "shop" } = {},
) {
  const body = typeof content === "string" || content instanceof Buffer ? content : JSON.stringify(content);
  const signature = createHmac("sha256", secret).update(body).digest("base64");
  return fetch(`${collector.collector}/v1/webhooks/${platform}/${source}`, {
    method: "POST",
    headers: { "content-type": "application/json", [HEADER[platform]]: signature },
    body: typeof body === "string" ? body : new Uint8Array(body),
  });
}

const order = (id: number) =>
  collector.rows<Record<string, unknown>>(
    `SELECT order_id, customer_id AS customer, toString(ordered_at) AS at, toString(value) AS value, currency,
       toString(refunded) AS refunded, toUInt8(is_counted) AS counted, toUInt8(is_cancelled) AS cancelled
     FROM safar.orders WHERE order_id = '${id}'`,
  );

const unmatched = (id: number) =>
  collector.rows(
    `SELECT reason FROM safar.unmatched_refunds(source = 'shop', since = '', until = '', time_zone = 'UTC')
     WHERE order_id = '${id}'`,
  );

describe("a web-hook of Shopify", () => {
  test("tells of an order: money, time, customer and products are as the shop has them", async () => {
    const answer = await send("shopify", fixture("shopify-order"));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ success: true, rejected: [] });
    expect(await order(450789469)).toEqual([
      {
        order_id: "450789469",
        customer: "207119551",
        at: "2025-03-01 14:58:00.000",
        value: "55",
        currency: "USD",
        refunded: "0",
        counted: 1,
        cancelled: 0,
      },
    ]);
    expect(
      await collector.rows(
        "SELECT `products.id` AS ids, toString(`products.price`) AS prices, key_kind FROM safar.events WHERE message_id = 'shopify:order:450789469'",
      ),
    ).toEqual([{ ids: ["632910392", "Pot"], prices: "[15,20]", key_kind: "server" }]);
  });

  test("joins the order with the visit that led to it", async () => {
    const links = await collector.rows<{ linked_id: string; customer_id: string }>(
      "SELECT linked_id, customer_id FROM safar.identity_links WHERE customer_id = '207119551' ORDER BY linked_id",
    );
    expect(links.map(({ linked_id }) => linked_id)).toEqual(["email:ann@shop.example", "visitor-1"]);
  });

  test("sent again changes nothing, and the latest state holds in whatever order they arrive", async () => {
    const updated = fixture("shopify-order", {
      updated_at: "2025-03-02T09:00:00-05:00",
      total_price: "45.00",
    });
    for (const body of [updated, fixture("shopify-order"), updated]) {
      expect((await send("shopify", body)).status).toBe(200);
    }
    expect(await order(450789469)).toMatchObject([
      { at: "2025-03-01 14:58:00.000", value: "45", counted: 1 },
    ]);
    expect(
      await collector.rows(
        "SELECT toUInt32(count()) AS events FROM safar.events WHERE order_id = '450789469' AND kind = 'order'",
      ),
    ).toEqual([{ events: 3 }]);
  });

  test("tells of a refund by what was paid back, once", async () => {
    for (const _ of ["once", "twice"]) await send("shopify", fixture("shopify-refund"));
    expect(await order(450789469)).toMatchObject([{ value: "45", refunded: "20" }]);
  });

  test("tells of a cancellation, of a guest, and of a test, which is not counted", async () => {
    const cancelled = {
      id: 2,
      cancelled_at: "2025-03-03T09:00:00-05:00",
      customer: null,
      note_attributes: [],
    };
    await send("shopify", fixture("shopify-order", cancelled));
    expect(await order(2)).toMatchObject([{ customer: "207119551", cancelled: 1, counted: 0 }]);
    const stranger = { id: 4, customer: null, note_attributes: [], email: "new@shop.example" };
    await send("shopify", fixture("shopify-order", stranger));
    expect(await order(4)).toMatchObject([{ customer: "email:new@shop.example", counted: 1 }]);
    await send("shopify", fixture("shopify-order", { id: 3, test: true }));
    expect(await order(3)).toMatchObject([{ counted: 0 }]);
  });

  test.each([
    [[{ kind: "refund", status: "success", amount: "x", currency: "USD" }]],
    [
      [
        { kind: "refund", status: "success", amount: "1.00", currency: "USD" },
        { kind: "refund", status: "success", amount: {}, currency: "USD" },
      ],
    ],
    [
      [
        { kind: "refund", status: "success", amount: "1.00", currency: "USD" },
        { kind: "refund", status: "success", amount: "1.00", currency: "CAD" },
      ],
    ],
  ])("shows a refund that nobody can add up: %j", async (transactions) => {
    const id = 7_000 + unreadable++;
    await send("shopify", fixture("shopify-order", { id }));
    await send("shopify", fixture("shopify-refund", { id, order_id: id, transactions }));
    expect(await order(id)).toMatchObject([{ value: "55", refunded: "0" }]);
    expect(await unmatched(id)).toEqual([{ reason: "unreadable_value" }]);
  });

  test("loses no order without a time or an id, and counts none whose payment was given up", async () => {
    await send("shopify", fixture("shopify-order", { id: 21, created_at: null, processed_at: null }));
    expect(await order(21)).toMatchObject([{ value: "55", counted: 1 }]);
    const answer = await send("shopify", fixture("shopify-order", { id: { a: 1 } }));
    expect(await answer.json()).toMatchObject({
      rejected: expect.arrayContaining([expect.objectContaining({ code: "missing_order_id" })]),
    });
    await send("shopify", fixture("shopify-order", { id: 22, financial_status: "voided" }));
    expect(await order(22)).toMatchObject([{ cancelled: 1, counted: 0 }]);
  });

  test("of bytes that are no text is refused, and one with a byte order mark is read", async () => {
    const broken = Buffer.from(
      JSON.stringify(fixture("shopify-order", { id: 23, email: "\u00ff" })),
      "latin1",
    );
    const answer = await send("shopify", broken);
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: "invalid_text" }]);
    await send("shopify", `\ufeff${JSON.stringify(fixture("shopify-order", { id: 24 }))}`);
    expect([await order(23), await order(24)]).toMatchObject([[], [{ counted: 1 }]]);
  });

  test("tells money of three decimals as what it is", async () => {
    const dinars = { id: 6, currency: "KWD", total_price: "19.900" };
    await send("shopify", fixture("shopify-order", dinars));
    expect(await order(6)).toMatchObject([{ value: "19.9", currency: "KWD", counted: 1 }]);
  });

  test("tells of a customer, and of nothing that Safar counts", async () => {
    const customer = { id: 9, email: "c@shop.example", updated_at: "2025-03-01T00:00:00Z", first_name: "Cy" };
    expect(await (await send("shopify", customer)).json()).toMatchObject({ accepted: 1 });
    expect(await (await send("shopify", { id: 5, title: "a product" })).json()).toMatchObject({
      accepted: 0,
    });
  });
});

describe("a web-hook of WooCommerce", () => {
  const at = (second: number, status: string, rest = {}) =>
    fixture("woocommerce-order", { status, date_modified_gmt: `2025-03-01T10:00:${second}`, ...rest });

  test("tells of an order of a guest, whom the visit names", async () => {
    expect((await send("woocommerce", fixture("woocommerce-order"))).status).toBe(200);
    expect(await order(727)).toMatchObject([
      { customer: "visitor-2", at: "2025-03-01 10:00:00.000", value: "29.35", currency: "EUR", counted: 1 },
    ]);
  });

  test("that is not paid yet is no order; cancelled and completed later, the last word counts", async () => {
    await send("woocommerce", at(10, "pending", { id: 800 }));
    expect(await order(800)).toEqual([]);
    await send("woocommerce", at(20, "on-hold", { id: 800 }));
    await send("woocommerce", at(30, "cancelled", { id: 800 }));
    expect(await order(800)).toMatchObject([{ cancelled: 1, counted: 0 }]);
  });

  test("of a payment that failed and one that did not, in one second, the order is paid in whichever order they come", async () => {
    for (const [id, states] of [
      [820, ["failed", "processing"]],
      [821, ["processing", "failed"]],
    ] as const) {
      for (const status of states) await send("woocommerce", at(10, status, { id }));
      expect(await order(id)).toMatchObject([{ cancelled: 0, counted: 1 }]);
    }
    await send("woocommerce", at(20, "processing", { id: 822 }));
    await send("woocommerce", at(21, "failed", { id: 822 }));
    expect(await order(822)).toMatchObject([{ cancelled: 1, counted: 0 }]);
  });

  test("counts what was paid, whatever a plugin calls its state, and loses no order of an unknown one", async () => {
    const paid = { date_paid_gmt: "2025-03-01T10:00:05" };
    for (const [id, status] of [
      [810, "shipped"],
      [811, "wc-completed"],
      [812, "Processing"],
    ] as const)
      await send("woocommerce", at(10, status, { id, ...(id === 810 ? paid : {}) }));
    for (const id of [810, 811, 812]) expect(await order(id)).toMatchObject([{ counted: 1 }]);
    await send("woocommerce", at(10, "partially-paid", { id: 813, date_paid_gmt: null }));
    expect(await order(813)).toEqual([]);
    expect(
      await collector.rows(
        "SELECT event, JSONExtractString(properties, 'status') AS status FROM safar.events WHERE JSONExtractString(properties, 'order_id') = '813'",
      ),
    ).toEqual([{ event: "Order in Unknown State", status: "partially-paid" }]);
    await send("woocommerce", at(10, "processing", { id: 814, date_created_gmt: null }));
    expect(await order(814)).toMatchObject([{ counted: 1 }]);
  });

  test("shows a refund whose amount can't be read", async () => {
    await send("woocommerce", at(10, "completed", { id: 820, refunds: [{ id: 821, total: "-x" }] }));
    expect(await order(820)).toMatchObject([{ value: "29.35", refunded: "0" }]);
    expect(await unmatched(820)).toEqual([{ reason: "unreadable_value" }]);
  });

  test("lists its refunds, each counted once", async () => {
    const refunds = [{ id: 901, reason: "", total: "-9.35" }];
    await send("woocommerce", at(40, "processing", { refunds }));
    await send("woocommerce", at(50, "completed", { refunds: [...refunds, { id: 902, total: "-10.00" }] }));
    expect(await order(727)).toMatchObject([{ value: "29.35", refunded: "19.35", counted: 1 }]);
  });

  test("greets its address before it is saved, unsigned", async () => {
    const greeting = await fetch(`${collector.collector}/v1/webhooks/woocommerce/shop`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "webhook_id=12",
    });
    expect(greeting.status).toBe(200);
    expect(await greeting.json()).toMatchObject({ accepted: 0 });
  });
});

describe("a web-hook that nobody signed", () => {
  test.each<[string, () => Promise<Response>]>([
    [
      "with another secret",
      () => send("shopify", fixture("shopify-order", { id: 66 }), { secret: "guessed one" }),
    ],
    [
      "of a source that is not there",
      () => send("shopify", fixture("shopify-order", { id: 66 }), { source: "none" }),
    ],
    [
      "for another platform's header",
      () =>
        fetch(`${collector.collector}/v1/webhooks/woocommerce/shop`, { method: "POST", body: '{"id":66}' }),
    ],
  ])("%s is refused, all in the same words", async (_, request) => {
    const answer = await request();
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ success: false, code: "wrong_signature" });
    expect(await order(66)).toEqual([]);
  });

  test("signed, but no JSON: nothing is stored", async () => {
    expect((await send("shopify", "not JSON")).status).toBe(400);
    expect(await (await send("shopify", [1, null, { toString: 1 }])).json()).toMatchObject({ accepted: 0 });
  });
});
