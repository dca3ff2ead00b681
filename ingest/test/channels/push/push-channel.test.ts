import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { OutgoingMessage } from "../../../src/channels/channel.js";
import { topicOf } from "../../../src/channels/push/notification.js";
import { pushChannel } from "../../../src/channels/push/push-channel.js";
import { newVapidKey, vapid } from "../../../src/channels/push/vapid.js";
import { browserAt, type PushAnswer, startPushService } from "./push-service.js";

const own = vapid(newVapidKey(), "mailto:hello@shop.example");
const channel = pushChannel({ vapid: own, services: [], allowPrivate: true });
const NEVER = new AbortController().signal;
let service: Awaited<ReturnType<typeof startPushService>>;

beforeAll(async () => {
  service = await startPushService();
});
beforeEach(() => {
  service.ledger.length = 0;
  service.answers({ status: 201 });
});
afterAll(() => service.close());

type Browser = ReturnType<typeof browserAt>;

const messageTo = ({ subscription }: Browser, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  ...{ id: "m-1", channel: "push", kind: "marketing", to: subscription.endpoint, language: "fa" },
  keys: subscription.keys,
  content: {
    title: "سبد شما",
    text: "سارا، گلدان هنوز منتظر است.",
    link: "https://collect.example/m/click?t=1",
  },
  ...more,
});

describe("a notification", () => {
  test("is decrypted by its browser alone, in Persian from right to left", async () => {
    const browser = service.browser();
    expect(await channel.send(messageTo(browser), NEVER)).toEqual({ is: "sent" });
    const [{ headers, body, path }] = service.ledger as [(typeof service.ledger)[number]];
    expect(browser.decrypt(body)).toEqual({
      safar: 1,
      ...{ title: "سبد شما", body: "سارا، گلدان هنوز منتظر است.", lang: "fa", dir: "rtl" },
      ...{ tag: topicOf("m-1"), url: "https://collect.example/m/click?t=1" },
    });
    expect(() => service.browser().decrypt(body)).toThrow();
    expect(browser.subscription.endpoint).toContain(path);
    expect(headers).toMatchObject({
      ...{ "content-encoding": "aes128gcm", ttl: "14400", urgency: "normal", topic: topicOf("m-1") },
      authorization: expect.stringContaining(`k=${own.publicKey}`),
    });
    expect(topicOf("m-1")).toMatch(/^[\w-]{32}$/);
  });

  test("of an order is urgent, and waits a day for the browser", async () => {
    await channel.send(messageTo(service.browser(), { kind: "transactional" }), NEVER);
    expect(service.ledger[0]!.headers).toMatchObject({ ttl: "86400", urgency: "high" });
  });

  test("that is too long is cut at a whole letter, and one without room for a text is not sent", async () => {
    const browser = service.browser();
    const long = { title: "t", text: '😀"'.repeat(2_000) };
    expect(await channel.send(messageTo(browser, { content: long }), NEVER)).toEqual({ is: "sent" });
    const { body } = service.ledger[0]!;
    expect(body.length).toBeLessThanOrEqual(4_096);
    expect(body.length).toBeGreaterThan(4_080);
    expect(browser.decrypt(body).body).toMatch(/^(😀")+😀?…$/u);
    const wide = { title: "t", text: "x", link: `https://shop.example/${"a".repeat(4_000)}` };
    expect(await channel.send(messageTo(browser, { content: wide }), NEVER)).toMatchObject({
      is: "rejected",
    });
    expect(service.ledger).toHaveLength(1);
  });
});

describe("what a push service answers", () => {
  const cases: readonly [PushAnswer, object][] = [
    [{ status: 404 }, { is: "rejected", isAddressDead: true, reason: "it answered 404: what it says" }],
    [{ status: 410 }, { is: "rejected", isAddressDead: true }],
    [
      { status: 429, headers: { "retry-after": "90" } },
      { is: "retryable", afterMs: 90_000 },
    ],
    [
      { status: 503, headers: { "retry-after": "5" } },
      { is: "retryable", afterMs: 5_000 },
    ],
    [{ status: 413 }, { is: "rejected" }],
    [{ status: 403 }, { is: "rejected" }],
    [{ status: 307, headers: { location: "http://127.0.0.1/" } }, { is: "rejected" }],
    // It may have taken it: a marketing message is never handed over twice.
    [{ status: 500 }, { is: "in-doubt" }],
    [{ status: 503 }, { is: "in-doubt" }],
    ["break", { is: "in-doubt" }],
  ];
  test.each(cases)("%j", async (answer, outcome) => {
    service.answers(answer);
    const came = await channel.send(messageTo(service.browser()), NEVER);
    expect(came).toMatchObject(outcome);
    expect("isAddressDead" in came).toBe("isAddressDead" in outcome);
    expect(service.ledger).toHaveLength(1);
  });

  test("nothing, since it is not there: it is handed over again", async () => {
    const gone = await startPushService();
    const browser = gone.browser();
    await gone.close();
    expect(await channel.send(messageTo(browser), NEVER)).toMatchObject({ is: "retryable" });
  });
});

test("an address that anybody may have told leads into no private network", async () => {
  const strict = pushChannel({ vapid: own, services: ["push.example", "localhost"], allowPrivate: false });
  const { port } = new URL(service.url);
  for (const endpoint of [
    `${service.url}/push/1`,
    `https://127.0.0.1:${port}/`,
    "https://localhost/push",
    "https://[::ffff:127.0.0.1]/",
    "https://169.254.169.254/latest/meta-data",
    "https://user:password@push.example/",
    "https://push.example:8443/",
    "https://evil-push.example/",
    "https://push.example.evil.example/",
    "no address",
  ])
    expect([endpoint, await strict.send(messageTo(browserAt(endpoint)), NEVER)]).toEqual([
      endpoint,
      expect.objectContaining({ is: "rejected", isAddressDead: true }),
    ]);
  expect(service.ledger).toEqual([]);
});

test("a key that is no point of the curve ends the subscription", async () => {
  const p256dh = Buffer.concat([Buffer.from([4]), Buffer.alloc(64)]).toString("base64url");
  const browser = service.browser();
  const message = messageTo(browser, { keys: { ...browser.subscription.keys, p256dh } });
  expect(await channel.send(message, NEVER)).toMatchObject({ is: "rejected", isAddressDead: true });
});
