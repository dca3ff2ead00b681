import type { JourneySend } from "@safar/schemas";
import { describe, expect, it } from "vitest";
import type { JourneyEvent } from "../../../src/journeys/run/event.js";
import { type Contact, learn, UNKNOWN_CONTACT } from "../../../src/journeys/sending/contact.js";
import { lookAgain, type Sight } from "../../../src/journeys/sending/second-look.js";

const NOON = Date.parse("2026-06-10T12:00:00Z");
const HOUR = 3_600_000;
const SEND: JourneySend = {
  type: "send",
  channels: ["sms", "email"],
  message: { en: { subject: "s", text: "t" } },
  next: "end",
};

function told(...events: [name: string, properties: Record<string, unknown>][]): Contact {
  return events.reduce((contact, [name, properties], place) => {
    const event: JourneyEvent = { id: String(place), name, commerceName: "", at: place, properties };
    return learn(contact, event);
  }, UNKNOWN_CONTACT);
}

const identify = (traits: Record<string, unknown>) =>
  ["identify", traits] as [string, Record<string, unknown>];
const MAIL = identify({ email: "a@shop.example", marketing_email: true });

function look(contact: Contact, more: Partial<Sight> = {}, send: Partial<JourneySend> = {}, now = NOON) {
  const sight: Sight = {
    ...{ contact, isGoalReached: false, sent: [], permission: "subscribed", timeZone: "UTC" },
    ...more,
  };
  return lookAgain({}, { ...SEND, ...send }, sight, now);
}

describe("the second look", () => {
  it("sends by the first channel that a person has and permits", () => {
    const both = { email: "a@shop.example", phone: "+989120000000" };
    expect(look(told(identify({ ...both, marketing_sms: true, marketing_email: true })))).toEqual({
      do: "send",
      channel: "sms",
    });
    expect(look(told(identify({ ...both, marketing_email: true })))).toEqual({
      do: "send",
      channel: "email",
    });
    expect(look(told(identify({ ...both, marketing_sms: false })), { permission: "unless-refused" })).toEqual(
      {
        do: "send",
        channel: "email",
      },
    );
  });

  it("sends nothing after the goal, and nothing without an address", () => {
    expect(look(told(MAIL), { isGoalReached: true })).toEqual({ do: "not", why: "goal" });
    expect(look(told(identify({ marketing_email: true, email: " " })))).toEqual({
      do: "not",
      why: "no-address",
    });
    expect(look(told(MAIL), {}, { channels: ["push"] })).toEqual({ do: "not", why: "no-address" });
  });

  it("leaves whoever says no alone, by the last word, and takes silence for no unless it is told to", () => {
    const silent = told(identify({ email: "a@shop.example" }));
    expect(look(silent)).toEqual({ do: "not", why: "no-permission" });
    expect(look(silent, { permission: "unless-refused" })).toMatchObject({ do: "send" });
    const left = told(MAIL, ["Unsubscribed", {}]);
    expect(look(left, { permission: "unless-refused" })).toEqual({ do: "not", why: "no-permission" });
    expect(look(told(MAIL, ["Unsubscribed", { channel: "sms" }]))).toMatchObject({ do: "send" });
    expect(look(told(MAIL, ["Unsubscribed", {}], ["Subscribed", { channel: "email" }]))).toMatchObject({
      do: "send",
    });
    expect(look(told(MAIL, identify({ marketing_email: "yes" })))).toMatchObject({ do: "send" });
  });

  it("writes to no address from which messages come back or are reported, also about orders", () => {
    for (const event of ["Email Bounced", "Email Marked as Spam"])
      for (const kind of ["marketing", "transactional"] as const)
        expect(look(told(MAIL, [event, {}]), {}, { kind })).toEqual({ do: "not", why: "not-reachable" });
  });

  it("keeps the caps of a day and of a week, and does not count what is older", () => {
    expect(look(told(MAIL), { sent: [NOON - 24 * HOUR + 1] })).toEqual({ do: "not", why: "cap-day" });
    expect(look(told(MAIL), { sent: [NOON - 24 * HOUR] })).toMatchObject({ do: "send" });
    const week = [30, 60, 90].map((hours) => NOON - hours * HOUR);
    expect(look(told(MAIL), { sent: week })).toEqual({ do: "not", why: "cap-week" });
    expect(look(told(MAIL), { sent: [...week.slice(1), NOON - 169 * HOUR] })).toMatchObject({ do: "send" });
  });

  it("waits for the end of quiet hours, and sends what an order needs at any time without asking", () => {
    const night = Date.parse("2026-06-10T22:00:00Z");
    expect(look(told(MAIL), {}, {}, night)).toEqual({
      do: "later",
      until: Date.parse("2026-06-11T09:00:00Z"),
    });
    const order = look(
      told(identify({ email: "a@shop.example" })),
      { sent: [night - 1] },
      { kind: "transactional" },
      night,
    );
    expect(order).toEqual({ do: "send", channel: "email" });
  });
});
