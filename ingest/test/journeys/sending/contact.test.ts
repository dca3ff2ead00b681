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
