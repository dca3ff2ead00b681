import { describe, expect, test } from "vitest";
import type { JourneyEvent } from "../../../src/journeys/run/event.js";
import { addressOf, isDead, learn, UNKNOWN_CONTACT } from "../../../src/journeys/sending/contact.js";

function told(...events: (readonly [name: string, properties?: Record<string, unknown>])[]) {
  return events.reduce((contact, [name, properties = {}], at) => {
    const event: JourneyEvent = { id: `e-${at}`, name, commerceName: "", at, properties };
    return learn(contact, event);
  }, UNKNOWN_CONTACT);
}

describe("a bounce", () => {
  test("belongs to the address: a person with two is still reached at the other", () => {
    const first = ["identify", { email: "Old@mail.example" }] as const;
    const bounced = ["Email Bounced", { email: "old@MAIL.example", bounce_type: "hard" }] as const;
    expect(isDead(told(first, bounced), "email")).toBe(true);
    expect(isDead(told(first, bounced, ["identify", { email: "new@mail.example" }]), "email")).toBe(false);
    // It comes late, when the person has another address already.
    expect(isDead(told(first, ["identify", { email: "new@mail.example" }], bounced), "email")).toBe(false);
  });

  test("that names no address is that of the one that the person had", () => {
    const contact = told(["identify", { email: "a@b.example" }], ["Email Bounced"]);
    expect(isDead(contact, "email")).toBe(true);
  });

  test("that is soft stops nothing", () => {
    const contact = told(["identify", { email: "a@b.example" }], ["Email Bounced", { bounce_type: "soft" }]);
    expect(isDead(contact, "email")).toBe(false);
  });

  test("of a telephone number stops SMS in whatever spelling, and no e-mail", () => {
    const contact = told(
      ["identify", { email: "a@b.example", phone: "0912 123 4567" }],
      ["SMS Failed", { phone: "+989121234567" }],
    );
    expect([isDead(contact, "sms"), isDead(contact, "email")]).toEqual([true, false]);
  });
});

describe("whoever reads a page's key", () => {
  const by =
    (isPages: boolean) =>
    (name: string, properties: Record<string, unknown> = {}) => ({
      ...{ id: `${name}-${isPages}`, name, commerceName: "", at: 0, properties, isPages },
    });
  const [server, page] = [by(false), by(true)];
  const after = (...events: JourneyEvent[]) => events.reduce(learn, UNKNOWN_CONTACT);

  test("replaces no address and no other trait that a server told", () => {
    const contact = after(
      server("identify", { email: "ann@shop.example", first_name: "Ann" }),
      page("identify", { email: "thief@evil.example", first_name: "You won", city: "Bonn" }),
    );
    expect(contact.traits).toEqual({ email: "ann@shop.example", first_name: "Ann", city: "Bonn" });
  });

  test("tells what no server told, until one does", () => {
    const first = page("identify", { email: "ann@old.example" });
    const second = page("identify", { email: "ann@new.example" });
    expect(after(first, second).traits).toEqual({ email: "ann@new.example" });
    expect(after(first, server("identify", { email: "a@b.example" }), second).traits).toEqual({
      email: "a@b.example",
    });
  });

  test.each([
    ["Subscribed", {}, "unsubscribed"],
    ["identify", { marketing_email: true }, "unsubscribed"],
    ["Subscribed", { channel: "sms" }, "unsubscribed"],
  ])("permits nothing that a server's word ended: %s %j", (name, properties, email) => {
    const contact = after(server("Unsubscribed"), page(name, properties));
    expect(contact.said.email).toBe(email);
    expect(after(server("Unsubscribed"), server(name, properties)).said.email).toBe(
      "channel" in properties ? "unsubscribed" : "subscribed",
    );
  });

  test("ends a permission, and permits again what pages alone ended", () => {
    expect(after(server("Subscribed"), page("Unsubscribed")).said).toEqual({ email: "unsubscribed" });
    expect(after(page("Unsubscribed"), page("Subscribed")).said).toEqual({ email: "subscribed" });
    // The server's word was yes; pages ended it, and a page can't know who asks for it again.
    expect(after(server("Subscribed"), page("Unsubscribed"), page("Subscribed")).said).toEqual({
      email: "unsubscribed",
    });
  });

  test("stops nobody's messages with a bounce", () => {
    const told = server("identify", { email: "ann@shop.example", phone: "+989121234567" });
    const bounces = ["Email Bounced", "Email Marked as Spam", "SMS Failed"];
    expect(after(told, ...bounces.map((name) => page(name))).dead).toEqual([]);
    expect(after(told, ...bounces.map((name) => server(name))).dead).toEqual([
      "ann@shop.example",
      "+989121234567",
    ]);
  });
});

describe("a browser that takes notifications", () => {
  const subscription = (name: string) => ({
    endpoint: `https://push.example/${name}`,
    keys: {
      p256dh: Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString("base64url"),
      auth: Buffer.alloc(16).toString("base64url"),
    },
  });
  const yes = (name: string) =>
    ["Subscribed", { channel: "push", subscription: subscription(name) }] as const;
  const again = (name: string) =>
    ["Push Subscription Renewed", { subscription: subscription(name) }] as const;
  const ended = (name: string) =>
    ["Push Notification Bounced", { endpoint: subscription(name).endpoint, bounce_type: "hard" }] as const;
  const at = (...events: Parameters<typeof told>) => addressOf(told(...events), "push");

  test("is the one that was at the shop last", () => {
    expect(at(yes("laptop"), yes("phone"))).toBe("https://push.example/phone");
    expect(at(yes("laptop"), yes("phone"), again("laptop"))).toBe("https://push.example/laptop");
    expect(told(yes("laptop")).said).toEqual({ push: "subscribed" });
  });

  test("is left out once its push service ended it, and the person is reached at another", () => {
    const contact = told(yes("laptop"), yes("phone"), ended("phone"));
    expect([addressOf(contact, "push"), isDead(contact, "push")]).toEqual([
      "https://push.example/laptop",
      false,
    ]);
    expect(isDead(told(yes("phone"), ended("phone")), "push")).toBe(true);
  });

  test("permits nothing by being there again, and is forgotten when its person says no", () => {
    expect(told(again("phone")).said).toEqual({});
    const no = ["Unsubscribed", { channel: "push", endpoint: subscription("phone").endpoint }] as const;
    const contact = told(yes("laptop"), yes("phone"), no);
    expect([contact.said.push, addressOf(contact, "push")]).toEqual([
      "unsubscribed",
      "https://push.example/laptop",
    ]);
  });

  test.each([
    [{ ...subscription("a"), endpoint: "javascript:alert(1)" }],
    [{ ...subscription("a"), endpoint: `https://push.example/${"a".repeat(1_000)}` }],
    [{ ...subscription("a"), keys: { p256dh: "AAAA", auth: "AAAA" } }],
    ["no object"],
    [null],
  ])("is not read from %j", (told_) => {
    expect(at(["Subscribed", { channel: "push", subscription: told_ }])).toBeUndefined();
  });

  test("is told by pages, unless a server told one; and of a person the latest ten are kept", () => {
    const event = (name: string, isPages: boolean): JourneyEvent => ({
      ...{ id: name, name: "Subscribed", commerceName: "", at: 0, isPages },
      properties: { channel: "push", subscription: subscription(name) },
    });
    const contact = [event("own", false), event("thief", true)].reduce(learn, UNKNOWN_CONTACT);
    expect(contact.browsers.map(({ endpoint }) => endpoint)).toEqual(["https://push.example/own"]);
    const many = Array.from({ length: 30 }, (_, place) => event(`b-${place}`, true));
    expect(many.reduce(learn, UNKNOWN_CONTACT).browsers).toHaveLength(10);
  });
});
