import type { JourneyDefinition } from "@safar/schemas";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Outcome } from "../../../src/channels/channel.js";
import { HOUR, ledgerChannel, openShop } from "./shop.js";

let shop: Awaited<ReturnType<typeof openShop>>;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());
beforeEach(() => shop.clear());

const HOOK = {
  name: "hook",
  entry: { event: "Signed In" },
  goal: { event: "Order Completed" },
  control: 0,
  quiet: false,
  start: "call",
  nodes: { call: { type: "webhook", url: "https://crm.shop.example/safar", next: "end" } },
} as unknown as JourneyDefinition;

const signsIn = (userId: string) => shop.tell({ userId, event: "Signed In" }, Date.now());
const soon = { timeout: 30_000, interval: 50 };

it("a message is sent when it is intended, and not when messages are looked for the next time", async () => {
  const { ledger, channel } = ledgerChannel(undefined, { channel: "webhook", isIdempotent: true });
  await shop.publish(HOOK);
  const kept = shop.keep(channel, { lookEveryMs: HOUR });
  for (const [place, person] of ["ann", "bea"].entries()) {
    await signsIn(person);
    await vi.waitFor(() => expect(ledger).toHaveLength(place + 1), soon);
  }
  expect(kept.problem()).toBeUndefined();
  await kept.close();
});

it("a provider that does not answer keeps nobody waiting who comes in", async () => {
  let answer = (_: Outcome) => {};
  const answered = new Promise<Outcome>((resolve) => {
    answer = resolve;
  });
  const { ledger, channel } = ledgerChannel(() => answered, { channel: "webhook", isIdempotent: true });
  await shop.publish(HOOK);
  const kept = shop.keep(channel);
  await signsIn("ann");
  await vi.waitFor(() => expect(ledger).toHaveLength(1), soon);
  await signsIn("bea");
  await vi.waitFor(async () => expect(await shop.runs()).toHaveLength(2), soon);
  expect(ledger).toHaveLength(1);
  answer({ is: "sent" });
  await vi.waitFor(() => expect(ledger).toHaveLength(2), soon);
  await kept.close();
  expect((await shop.messages()).map(({ status }) => status)).toEqual(["sent", "sent"]);
});

it("journeys that stand still are said to, and go on when what failed works again", async () => {
  let isAway = false;
  const query: typeof shop.warehouse.query = (select, asked) =>
    isAway && select.includes("journey_versions")
      ? Promise.reject(new Error("away"))
      : shop.warehouse.query(select, asked);
  const { ledger, channel } = ledgerChannel(undefined, { channel: "webhook", isIdempotent: true });
  await shop.publish(HOOK);
  const kept = shop.keep(channel, { warehouse: { ...shop.warehouse, query } });
  await signsIn("ann");
  await vi.waitFor(() => expect(ledger).toHaveLength(1), soon);
  isAway = true;
  await vi.waitFor(() => expect(kept.problem()).toBe("Journeys stand still: away"), soon);
  await signsIn("bea");
  isAway = false;
  await vi.waitFor(() => expect(ledger).toHaveLength(2), soon);
  await vi.waitFor(() => expect(kept.problem()).toBeUndefined(), soon);
  await kept.close();
});
