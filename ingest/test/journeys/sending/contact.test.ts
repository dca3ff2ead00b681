import { describe, expect, test } from "vitest";
import type { JourneyEvent } from "../../../src/journeys/run/event.js";
import { isDead, learn, UNKNOWN_CONTACT } from "../../../src/journeys/sending/contact.js";

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
