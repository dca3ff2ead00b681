import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { pushChannel } from "../../../src/channels/push/push-channel.js";
import { newVapidKey, vapid } from "../../../src/channels/push/vapid.js";
import { startPushService } from "../../channels/push/push-service.js";
import { CART, openShop } from "./shop.js";

const JOURNEY = {
  ...CART,
  start: "remind",
  nodes: {
    remind: {
      type: "send",
      channels: ["push"],
      message: {
        en: {
          subject: "{{ event.name }} waits",
          text: "Come back.",
          link: "https://shop.example/{{ event.product_id | url_encode }}",
        },
      },
      next: "again",
    },
    again: { type: "delay", for: "1 hour", next: "later" },
    later: {
      type: "send",
      channels: ["push"],
      message: { en: { subject: "Still here", text: "It is still here." } },
      next: "end",
    },
  },
} as unknown as typeof CART;

const ann = { userId: "ann" };
const HOUR = 3_600_000;
const channel = pushChannel({
  ...{ vapid: vapid(newVapidKey(), "mailto:a@shop.example"), services: [], allowPrivate: true },
});
let service: Awaited<ReturnType<typeof startPushService>>;
let shop: Awaited<ReturnType<typeof openShop>>;
let now: number;
const clock = () => now;

beforeAll(async () => {
  service = await startPushService();
  shop = await openShop();
});
beforeEach(async () => {
  await shop.clear();
  service.ledger.length = 0;
  service.answers({ status: 201 });
  now = shop.start;
  await shop.publish(JOURNEY);
});
afterAll(async () => {
  await service?.close();
  await shop?.close();
});

const leavesACart = () =>
  shop.tell({ ...ann, event: "Product Added", properties: { product_id: "a b", name: "A pot" } }, now);
const says = (event: string, properties: object) => shop.tell({ ...ann, event, properties }, now);
/** An engine that stores what becomes of messages as the collector does. */
const engine = () =>
  shop.engine(channel, clock, {
    track: async (source, event) => {
      await shop.tell({ ...event }, now, source);
      return undefined;
    },
  });
const statuses = async () =>
  (await shop.messages()).map(({ node, status, why }) => `${node} ${status} ${why}`.trim()).sort();

it("a message goes to the browser that was there last, and to the other one once that ended", async () => {
  const [laptop, phone] = [service.browser(), service.browser()];
  await says("Subscribed", { channel: "push", subscription: laptop.subscription });
  await says("Subscribed", { channel: "push", subscription: phone.subscription });
  await leavesACart();
  service.answers({ status: 410 });
  const going = await engine();
  await going.round();
  expect(phone.decrypt(service.ledger[0]!.body)).toMatchObject({
    title: "A pot waits",
    url: expect.stringMatching(/^https:\/\/collect\.shop\.example\/m\/click\?t=[\w-]+$/),
  });
  service.answers({ status: 201 });
  now += HOUR;
  await going.round();
  expect(laptop.decrypt(service.ledger[1]!.body)).toMatchObject({ title: "Still here" });
  expect(await statuses()).toEqual(["later sent", "remind rejected address-dead"]);
});

it("what was cut off is in doubt, and marketing is never repeated", async () => {
  await says("Subscribed", { channel: "push", subscription: service.browser().subscription });
  await leavesACart();
  service.answers("break");
  await (await engine()).round();
  service.answers({ status: 201 });
  now += 60_000;
  await (await engine()).round();
  expect(service.ledger).toHaveLength(1);
  expect(await statuses()).toEqual(["remind in-doubt"]);
});

it("a browser that is there again permits nothing, and no permission reaches no browser", async () => {
  await says("Push Subscription Renewed", { subscription: service.browser().subscription });
  await leavesACart();
  await (await engine()).round();
  expect(service.ledger).toEqual([]);
  expect(await statuses()).toEqual(["remind not-sent no-permission"]);
});
