import type { JourneyDefinition } from "@safar/schemas";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../../src/event/enrich/event-row.js";
import type { Warehouse } from "../../../src/store/warehouse/warehouse.js";
import { CART, HOUR, ledgerChannel, openShop } from "./shop.js";

// What users of other programs complain about, each by the number of the issue; others stand beside what they are about.

let shop: Awaited<ReturnType<typeof openShop>>;
let now = 0;
const clock = () => now;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());
beforeEach(async () => {
  await shop.clear();
  now = shop.start;
});

const ann = { userId: "ann" };
async function annLeavesACart() {
  const traits = { email: "ann@example.com", first_name: "Ann", marketing_email: true };
  await shop.tell({ ...ann, type: "identify", traits });
  await shop.tell({ ...ann, event: "Product Added", properties: { name: "Tea" } });
}
const textsOf = (ledger: readonly { content: { text: string } }[]) =>
  ledger.map(({ content }) => content.text.split("\n")[0]);

it("a send that fails leaves nobody stuck: the run goes on to the next message (parcelvoy#434)", async () => {
  await shop.publish(CART);
  await annLeavesACart();
  const { ledger, channel } = ledgerChannel(({ content }) =>
    content.text.startsWith("Hello") ? { is: "rejected", reason: "554 no" } : { is: "sent" },
  );
  const engine = await shop.engine(channel, clock);
  for (const hour of [0, 1, 24, 25]) {
    now = shop.start + hour * HOUR;
    await engine.round();
  }
  expect(textsOf(ledger)).toEqual(["Hello Ann, Tea waits.", "It is still here."]);
  expect((await shop.runs())[0]).toMatchObject({ status: "ended", why: "end" });
});

/** The same journey with another delay and another text. */
function edited(): JourneyDefinition {
  const message = { en: { subject: "Your cart", text: "Edited, {{ profile.first_name }}." } };
  return {
    ...CART,
    nodes: {
      ...CART.nodes,
      wait: { type: "delay", for: "3 hours", next: "remind" },
      remind: { ...CART.nodes.remind!, message },
    },
  } as unknown as JourneyDefinition;
}

it.each([
  [true, [3, "Edited, Ann."]],
  [false, [1, "Hello Ann, Tea waits."]],
])(
  "an edit reaches those who wait if it is published to move them: %s (PostHog#66380 #71293, mautic#4144)",
  async (moves, told) => {
    await shop.publish(CART);
    await annLeavesACart();
    const { ledger, channel } = ledgerChannel();
    const engine = await shop.engine(channel, clock);
    await engine.round();
    await shop.publish(edited(), { after: 1, version: 2, moves });
    const got: unknown[] = [];
    for (const hour of [1, 2, 3, 4]) {
      now = shop.start + hour * HOUR;
      await engine.round();
      if (ledger.length > 0 && got.length === 0) got.push(hour, textsOf(ledger)[0]);
    }
    expect(got).toEqual(told);
    expect(ledger).toHaveLength(1);
  },
);

it("who unsubscribed goes through once and does not come round again (mautic#4681)", async () => {
  await shop.publish(CART);
  await annLeavesACart();
  await shop.tell({ ...ann, event: "Unsubscribed", properties: { channel: "email" } }, now + 1_000);
  const { ledger, channel } = ledgerChannel();
  for (let hour = 0; hour < 40; hour += 4) {
    now = shop.start + hour * HOUR;
    await (await shop.engine(channel, clock)).round();
  }
  expect(ledger).toEqual([]);
  expect(await shop.runs()).toEqual([expect.objectContaining({ status: "ended", why: "end" })]);
  expect((await shop.messages()).map(({ status, why }) => `${status} ${why}`)).toEqual([
    "not-sent no-permission",
    "not-sent no-permission",
  ]);
});

it("a clock that jumps back and forth sends nothing early and nothing twice", async () => {
  await shop.publish(CART);
  await annLeavesACart();
  const { ledger, channel } = ledgerChannel();
  const engine = await shop.engine(channel, clock);
  const at: [number, number][] = [];
  for (const hour of [0, -30, 0.5, -1, 1, 0, -500, 2, 24, 1, 30, 26, 9_000, 25]) {
    now = shop.start + hour * HOUR;
    await engine.round();
    at.push([hour, ledger.length]);
  }
  expect(at.filter(([, count], place) => count !== (at[place - 1]?.[1] ?? 0))).toEqual([
    [1, 1],
    [24, 2],
  ]);
});

it("a crowd is gone through page by page, so that memory stays the same (mautic#7041 #8261)", async () => {
  const PEOPLE = 6_000;
  await shop.publish({ ...CART, control: 100 } as JourneyDefinition);
  const rows = Array.from({ length: PEOPLE }, (_, person) =>
    eventRow(
      {
        ...{
          type: "track",
          event: "Product Added",
          messageId: `crowd-${person}`,
          userId: `person-${person}`,
        },
        timestamp: new Date(now).toISOString(),
      },
      { sourceId: "shop", sourceCurrency: "EUR", receivedAt: now },
    ),
  );
  await shop.warehouse.insert("event_rows", EVENT_COLUMNS, rows);
  let most = 0;
  const warehouse: Warehouse = {
    ...shop.warehouse,
    async query<Row>(...asked: Parameters<Warehouse["query"]>) {
      const answer = await shop.warehouse.query<Row>(...asked);
      most = Math.max(most, answer.length);
      return answer;
    },
  };
  const engine = await shop.engine(ledgerChannel().channel, clock, { warehouse });
  await engine.round();
  for (let round = 0; round < 6; round++) {
    now += 30 * HOUR;
    await engine.round();
  }
  expect((await shop.runs()).filter(({ status }) => status === "ended")).toHaveLength(PEOPLE);
  expect(most).toBeGreaterThan(100);
  expect(most).toBeLessThanOrEqual(5_000);
});
