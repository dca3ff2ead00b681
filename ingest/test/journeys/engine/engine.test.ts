import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { JourneyDefinition } from "@safar/schemas";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Outcome } from "../../../src/channels/channel.js";
import type { Track } from "../../../src/channels/track/track-channel.js";
import { askToSend } from "../../../src/journeys/engine/sender-mark.js";
import { trackFate } from "../../../src/journeys/engine/track-fate.js";
import { CART, HOUR, ledgerChannel, openShop } from "./shop.js";

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
async function annLeavesACart(traits: Record<string, unknown> = {}) {
  await shop.tell({
    ...ann,
    type: "identify",
    traits: { email: "ann@example.com", first_name: "Ann", marketing_email: true, ...traits },
  });
  await shop.tell({ ...ann, event: "Product Added", properties: { name: "Tea" } });
}
/** When something is due, in hours since the cart was left. */
const DUE = [0, 1, 24, 25];
const goThrough = async (engine: { round(): Promise<void> }, until = 25) => {
  for (const hour of DUE.filter((each) => each <= until)) {
    now = shop.start + hour * HOUR;
    await engine.round();
  }
};

/** The text of a marketing e-mail: whole, and then a link to unsubscribe. */
const withWayOut = (text: string) =>
  expect.stringMatching(
    new RegExp(
      `^${text.replaceAll(".", "[.]")}\\n\\n[^\\n]+: https://collect[.]shop[.]example/m/unsubscribe[?]t=\\S+\\n$`,
    ),
  );

it("a cart that is left behind is reminded of after an hour and after a day, each once", async () => {
  await shop.publish(CART);
  await annLeavesACart();
  const { ledger, channel } = ledgerChannel();
  const engine = await shop.engine(channel, clock);
  await engine.round();
  expect(ledger).toEqual([]);
  await goThrough(engine);
  expect(ledger.map(({ to, content }) => [to, content.text])).toEqual([
    ["ann@example.com", withWayOut("Hello Ann, Tea waits.")],
    ["ann@example.com", withWayOut("It is still here.")],
  ]);
  const [run] = await shop.runs();
  expect(run).toMatchObject({ status: "ended", why: "end", customer: "ann", isGuest: false });
  expect((await shop.messages()).map(({ status, node }) => `${node} ${status}`).sort()).toEqual([
    "again sent",
    "remind sent",
  ]);
});

it("an engine that is started anew at every step sends the same (listmonk#2313 #1801, mautic#7226)", async () => {
  await shop.publish(CART);
  await annLeavesACart();
  const { ledger, channel } = ledgerChannel();
  for (const hour of DUE) {
    now = shop.start + hour * HOUR;
    for (let time = 0; time < 2; time++) await (await shop.engine(channel, clock)).round();
  }
  expect(ledger.map(({ content }) => content.text)).toEqual(
    ["Hello Ann, Tea waits.", "It is still here."].map(withWayOut),
  );
});

it("a tick that is made again from the beginning changes nothing", async () => {
  await shop.publish(CART);
  await annLeavesACart();
  const { channel } = ledgerChannel();
  await (await shop.engine(channel, clock)).round();
  const before = await shop.runs();
  await shop.warehouse.command("TRUNCATE TABLE safar.journey_engine");
  await (await shop.engine(channel, clock)).round();
  expect(await shop.runs()).toEqual(before);
});

it("an order stops what was not sent yet, also in the second of sending", async () => {
  await shop.publish(CART);
  await annLeavesACart();
  const { ledger, channel } = ledgerChannel();
  const engine = await shop.engine(channel, clock);
  await engine.round();
  await shop.tell({ ...ann, event: "Order Completed", properties: { order_id: "o-1" } }, now + 1_000);
  await goThrough(engine);
  expect(ledger).toEqual([]);
  const [run] = await shop.runs();
  expect(run).toMatchObject({ status: "ended", why: "goal", goalAt: shop.start + 1_000 });
});

it("a message that is meant already is not sent after the goal", async () => {
  await shop.publish(CART);
  await annLeavesACart();
  // The provider takes none, so that the message waits for another attempt.
  const { channel } = ledgerChannel(() => ({ is: "retryable", reason: "busy" }));
  const engine = await shop.engine(channel, clock);
  await engine.round();
  now += HOUR;
  await engine.round();
  expect((await shop.messages())[0]).toMatchObject({
    status: "intended",
    state: { attempts: 1, reason: "busy" },
  });
  await shop.tell({ ...ann, event: "Order Completed", properties: { order_id: "o-1" } }, now);
  now += HOUR;
  const { ledger, channel: willing } = ledgerChannel();
  await (await shop.engine(willing, clock)).round();
  expect(ledger).toEqual([]);
  expect((await shop.messages())[0]).toMatchObject({ status: "not-sent", why: "goal" });
});

it("what the provider certainly did not take is sent later, once", async () => {
  await shop.publish(CART);
  await annLeavesACart();
  let answers = 0;
  const { ledger, channel } = ledgerChannel(() =>
    answers++ < 2 ? { is: "retryable", reason: "busy" } : { is: "sent", providerId: "p-1" },
  );
  const engine = await shop.engine(channel, clock);
  await goThrough(engine, 1);
  for (const later of [1, 2]) {
    now = shop.start + HOUR + later * 60_000;
    await engine.round();
  }
  expect(ledger.length).toBe(3);
  expect(new Set(ledger.map(({ id }) => id)).size).toBe(1);
  expect((await shop.messages())[0]).toMatchObject({
    status: "sent",
    state: { attempts: 3, providerId: "p-1", to: "ann@example.com" },
  });
});

it("imported history starts nothing", async () => {
  await shop.publish(CART);
  await shop.tell({ ...ann, event: "Product Added" }, now - 2 * HOUR);
  const { channel } = ledgerChannel();
  await goThrough(await shop.engine(channel, clock), 1);
  expect(await shop.runs()).toEqual([]);
});

it("whoever unsubscribed gets nothing", async () => {
  await shop.publish(CART);
  await annLeavesACart();
  await shop.tell({ ...ann, event: "Unsubscribed", properties: { channel: "email" } }, now + 1);
  const { ledger, channel } = ledgerChannel();
  await goThrough(await shop.engine(channel, clock));
  expect(ledger).toEqual([]);
  expect((await shop.messages()).map(({ status, why }) => `${status} ${why}`)).toEqual([
    "not-sent no-permission",
    "not-sent no-permission",
  ]);
});

it("a value that is missing stops the message", async () => {
  await shop.publish(CART);
  await annLeavesACart({ first_name: null });
  const { ledger, channel } = ledgerChannel();
  await goThrough(await shop.engine(channel, clock), 1);
  expect(ledger).toEqual([]);
  expect((await shop.messages())[0]).toMatchObject({ status: "not-sent", why: "template" });
});

it("caps count the messages of all journeys, and the greater priority goes first", async () => {
  const one = { ...CART, caps: { perDay: 1, perWeek: 1 } };
  await shop.publish({ ...one, name: "lesser", priority: 10 });
  await shop.publish({ ...one, name: "greater", priority: 90 });
  await annLeavesACart();
  const { ledger, channel } = ledgerChannel();
  await goThrough(await shop.engine(channel, clock), 1);
  expect(ledger.length).toBe(1);
  const messages = await shop.messages();
  expect(messages.map(({ journey, status, why }) => `${journey} ${status} ${why}`).sort()).toEqual([
    "greater sent ",
    "lesser not-sent cap-day",
  ]);
});

it("what was handed over without an answer is in doubt, and marketing is never repeated (PostHog#52776, novu#2569)", async () => {
  await shop.publish(CART);
  await annLeavesACart();
  let answered = () => {};
  const { ledger, channel } = ledgerChannel(
    () =>
      new Promise((resolve) => {
        answered = () => resolve({ is: "sent" });
      }),
  );
  const dying = await shop.engine(channel, clock);
  await dying.round();
  now += HOUR;
  const last = dying.round();
  while (ledger.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  // As if it had been killed here: another one begins before an answer is written.
  const { ledger: second, channel: next } = ledgerChannel();
  await (await shop.engine(next, clock)).round();
  expect(second).toEqual([]);
  expect((await shop.messages())[0]).toMatchObject({ status: "in-doubt", state: { attempts: 1 } });
  answered();
  await last;
  expect(ledger.length).toBe(1);
});

it("a webhook of which nobody knows whether it was taken is called again, by the same id", async () => {
  const hook = { type: "webhook", url: "https://crm.shop.example/safar", next: "end" };
  await shop.publish({ ...CART, start: "hook", nodes: { hook } } as never);
  await shop.tell({ ...ann, event: "Product Added" });
  for (const [isIdempotent, calls, status] of [
    [true, 2, "sent"],
    [false, 1, "in-doubt"],
  ] as const) {
    await shop.tell({ userId: `of ${isIdempotent}`, event: "Product Added" });
    const hanging = ledgerChannel(() => new Promise(() => {}), { channel: "webhook", isIdempotent });
    void (await shop.engine(hanging.channel, clock)).round();
    while (hanging.ledger.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const next = ledgerChannel(undefined, { channel: "webhook", isIdempotent });
    await (await shop.engine(next.channel, clock)).round();
    const own = (await shop.messages()).filter(({ status: is }) => is === status);
    const mine = [...hanging.ledger, ...next.ledger].filter(({ id }) =>
      own.some(({ message }) => message === id),
    );
    expect([isIdempotent, mine.length / own.length]).toEqual([isIdempotent, calls]);
    expect(own.length).toBeGreaterThan(0);
  }
});

it.each([
  ["was not answered well", () => ({ is: "in-doubt", reason: "it answered 500" }), "in-doubt"],
  ["was refused", () => ({ is: "retryable", reason: "it answered 429" }), "not-sent"],
] as [string, () => Outcome, string][])(
  "of a webhook that %s, and is not called again after the goal, the journal says so",
  async (_, answer, status) => {
    const { engine, ledger } = await webhookAnswers(answer);
    await engine.round();
    expect(await shop.messages()).toMatchObject([{ status: "intended", state: { attempts: 1 } }]);
    await shop.tell({ ...ann, event: "Order Completed", properties: { order_id: "o-1" } }, now);
    now += HOUR;
    await engine.round();
    expect(ledger.length).toBe(1);
    expect(await shop.messages()).toMatchObject([{ status, why: "goal" }]);
  },
);

it("a webhook that hung when its engine was killed, and is not called again after the goal, is in doubt", async () => {
  const { engine, ledger } = await webhookAnswers(() => new Promise(() => {}));
  void engine.round();
  while (ledger.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await shop.tell({ ...ann, event: "Order Completed", properties: { order_id: "o-1" } }, now);
  const next = ledgerChannel(undefined, { channel: "webhook", isIdempotent: true });
  await (await shop.engine(next.channel, clock)).round();
  expect(next.ledger).toEqual([]);
  expect(await shop.messages()).toMatchObject([{ status: "in-doubt", why: "goal" }]);
});

it("a webhook that is refused for good after a call that hung is in doubt", async () => {
  const outcomes: Outcome[] = [
    { is: "in-doubt", reason: "it answered 500" },
    { is: "rejected", reason: "it answered 400" },
  ];
  const { engine } = await webhookAnswers(() => outcomes.shift()!);
  await engine.round();
  now += HOUR;
  await engine.round();
  expect(await shop.messages()).toMatchObject([{ status: "in-doubt", state: { attempts: 2 } }]);
});

it("engines that are killed during a call do not lengthen the pause after an answer, and a pause outlives them", async () => {
  await webhookAnswers(() => ({ is: "sent" }));
  for (let killed = 0; killed < 5; killed++) {
    const hanging = ledgerChannel(() => new Promise(() => {}), { channel: "webhook", isIdempotent: true });
    void (await shop.engine(hanging.channel, clock)).round();
    while (hanging.ledger.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const busy = ledgerChannel(() => ({ is: "retryable", reason: "busy" }), {
    channel: "webhook",
    isIdempotent: true,
  });
  await (await shop.engine(busy.channel, clock)).round();
  const [message] = await shop.messages();
  expect(message).toMatchObject({
    status: "intended",
    dueAt: now + 30_000,
    state: { attempts: 6, pauses: 1 },
  });
  now += 30_000;
  const willing = ledgerChannel(undefined, { channel: "webhook", isIdempotent: true });
  await (await shop.engine(willing.channel, clock)).round();
  expect(await shop.messages()).toMatchObject([{ status: "sent", state: { attempts: 7 } }]);
});

/** A journey that calls a webhook at once, which somebody has entered, and an engine whose receiver answers so. */
async function webhookAnswers(answer: () => Outcome | Promise<Outcome>) {
  const hook = { type: "webhook", url: "https://crm.shop.example/safar", next: "end" };
  await shop.publish({ ...CART, start: "hook", nodes: { hook } } as never);
  await shop.tell({ ...ann, event: "Product Added" });
  const { ledger, channel } = ledgerChannel(answer, { channel: "webhook", isIdempotent: true });
  return { ledger, engine: await shop.engine(channel, clock) };
}

it("a paused journey sends nothing, and goes on where it was", async () => {
  await shop.publish(CART);
  await annLeavesACart();
  const { ledger, channel } = ledgerChannel();
  const engine = await shop.engine(channel, clock);
  await engine.round();
  await shop.pause("cart", "paused");
  await goThrough(engine, 1);
  expect(ledger).toEqual([]);
  await shop.pause("cart", "resumed");
  await engine.round();
  expect(ledger.length).toBe(1);
});

it("a guest who logs in on the way is reminded as the user", async () => {
  await shop.publish(CART);
  await shop.tell({ anonymousId: "g-1", event: "Product Added", properties: { name: "Tea" } });
  const { ledger, channel } = ledgerChannel();
  const engine = await shop.engine(channel, clock);
  await engine.round();
  const traits = { email: "ann@example.com", first_name: "Ann", marketing_email: true };
  await shop.tell({ ...ann, anonymousId: "g-1", type: "identify", traits }, now + 1_000);
  await goThrough(engine, 1);
  expect(ledger.map(({ to }) => to)).toEqual(["ann@example.com"]);
});

it("a restored copy sends nothing until its operator says so", async () => {
  await shop.publish(CART);
  await annLeavesACart();
  const { ledger, channel } = ledgerChannel();
  await (await shop.engine(channel, clock)).round();
  // A backup has no such file; what a copy of the folder has instead is another file.
  const mark = join(shop.folder, "journeys-sender");
  await copyFile(mark, `${mark}.copy`);
  for (const lost of [() => rm(mark), () => copyFile(`${mark}.copy`, mark)]) {
    await lost();
    const engine = await shop.engine(channel, clock);
    now += HOUR;
    await engine.round();
    expect(ledger).toEqual([]);
  }
  await askToSend(shop.folder);
  await (await shop.engine(channel, clock)).round();
  expect(ledger.length).toBe(1);
});

it("a message shows the person's cart, and products that go with what they bought", async () => {
  const line = "{% for line in cart.lines %}{{ line.name }} {{ line.price | money }};{% endfor %}";
  const text = `${line}{% for each in recommended %} {{ each.name }}{% endfor %}`;
  const nodes = {
    ...CART.nodes,
    remind: { ...CART.nodes.remind!, message: { en: { subject: "Your cart", text } } },
  } as JourneyDefinition["nodes"];
  await shop.publish({ ...CART, nodes });
  const tea = { product_id: "tea", name: "Tea" };
  for (let order = 0; order < 6; order++)
    await shop.tell(
      {
        ...{ userId: order === 0 ? "ann" : `other-${order}`, event: "Order Completed" },
        properties: {
          ...{ order_id: `o-${order}`, revenue: 9, currency: "EUR" },
          products: [tea, ...(order === 0 ? [] : [{ product_id: "honey", name: "Honey" }])],
        },
      },
      now - 48 * HOUR,
    );
  await shop.tell({
    ...{ ...ann, type: "identify" },
    traits: { email: "ann@example.com", marketing_email: true },
  });
  await shop.tell({ ...ann, event: "Product Added", properties: { product_id: "cup", price: 7.9 } });
  const { ledger, channel } = ledgerChannel();
  await goThrough(await shop.engine(channel, clock), 1);
  expect(ledger.map(({ content }) => content.text)).toEqual([withWayOut("cup €7.90; Honey")]);
});

it("a delay waits for the hour at which the person's own visits lie, and not a server's imports", async () => {
  const wait = { type: "delay", until: { at: "usual", orAt: "10:00" }, next: "remind" };
  await shop.publish({ ...CART, nodes: { ...CART.nodes, wait } } as unknown as JourneyDefinition);
  const midnight = Math.floor(now / (24 * HOUR)) * 24 * HOUR;
  for (const day of [1, 2, 3, 4]) {
    const at = midnight - day * 24 * HOUR + 20 * 60_000;
    const page = { type: "page", context: { timezone: "Asia/Tehran" } };
    // 17:20 in UTC is 20:50 in Tehran.
    if (day > 1) await shop.tell({ ...ann, ...page }, at + 17 * HOUR, "shop", "web");
    await shop.tell({ ...ann, type: "page" }, at + 3 * HOUR);
  }
  await annLeavesACart();
  await shop.tell({ ...ann, event: "Product Added", context: { timezone: "Asia/Tehran" } });
  await shop.tell({ userId: "bob", event: "Product Added" });
  await (await shop.engine(ledgerChannel().channel, clock)).round();
  const due = (await shop.runs()).map(({ customer, dueAt }) => [
    customer,
    new Date(dueAt).toISOString().slice(11, 16),
  ]);
  expect(Object.fromEntries(due)).toEqual({ ann: "16:30", bob: "10:00" });
});

const TELLS = (name: string, on: string, event: string): JourneyDefinition =>
  ({
    ...{ name, control: 0, start: "tell", entry: { event: on, again: "1 minute", within: "1 day" } },
    nodes: { tell: { type: "track", event, properties: { step: 2 }, next: "end" } },
  }) as unknown as JourneyDefinition;
const trackedEvents = () =>
  shop.warehouse.query<{ event: string; id: string; properties: string }>(
    `SELECT event, message_id AS id, properties FROM safar.events WHERE startsWith(message_id, 'journey:')
     ORDER BY timestamp, message_id`,
  );

it("a track node tells an event of the person, once however often the engine is killed", async () => {
  await shop.publish(TELLS("teller", "Product Added", "Cart Left"));
  await annLeavesACart();
  let hasFailed = false;
  // The event is stored, and nobody hears of it: the engine is stopped before the answer.
  const track: Track = async (source, event) => {
    await trackFate(shop.warehouse, clock)(source, event);
    if (hasFailed) return undefined;
    hasFailed = true;
    throw new Error("killed");
  };
  const { channel } = ledgerChannel();
  for (let time = 0; time < 4; time++) {
    await (await shop.engine(channel, clock, { track })).round();
    now += 60_000;
  }
  const told = await trackedEvents();
  expect(told).toEqual([{ event: "Cart Left", id: expect.any(String), properties: expect.any(String) }]);
  expect(JSON.parse(told[0]!.properties)).toMatchObject({
    ...{ step: 2, journey: "teller", node: "tell", journeys: ["teller"] },
  });
  const [message] = await shop.messages();
  expect(message).toMatchObject({ status: "sent", state: { attempts: 2, to: "Cart Left" } });
  expect(told[0]!.id).toBe(`journey:${message!.message}`);
});

it("journeys that tell each other's events come to an end", async () => {
  await shop.publish(TELLS("ping", "Product Added", "Pinged"));
  await shop.publish(TELLS("pong", "Pinged", "Ponged"));
  await shop.publish(TELLS("round", "Ponged", "Product Added"));
  await shop.publish(TELLS("self", "Selfed", "Selfed"));
  await annLeavesACart();
  await shop.tell({ ...ann, event: "Selfed" });
  const { channel } = ledgerChannel();
  const engine = await shop.engine(channel, clock);
  for (let time = 0; time < 8; time++) {
    await engine.round();
    now += 120_000;
  }
  expect((await trackedEvents()).map(({ event }) => event).sort()).toEqual([
    ...["Pinged", "Ponged", "Product Added", "Selfed"],
  ]);
});
