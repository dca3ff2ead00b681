import { validateEvent } from "@safar/schemas";
import { expect, test } from "vitest";
import { bounced, fateEvent, permissionSaid } from "../../src/channels/fate.js";
import type { MessageAbout } from "../../src/channels/message-about.js";
import { isDead, learn, UNKNOWN_CONTACT } from "../../src/journeys/sending/contact.js";

const ABOUT: MessageAbout = {
  ...{
    id: "m-1",
    source: "shop",
    userId: "u-1",
    channel: "email",
    kind: "marketing",
    to: "Sara@mail.example",
  },
  ...{ journey: "welcome", node: "hello", language: "en", at: 1_000 },
};

test("an address that the mail server rejected counts as bounced (listmonk#2623)", () => {
  const { event, properties, messageId } = bounced(ABOUT, "hard", "550 5.1.1 No such user", "rejected");
  const person = { ...UNKNOWN_CONTACT, traits: { email: "sara@mail.example" } };
  const told = learn(person, { id: messageId, name: event, commerceName: "", at: 2_000, properties });
  expect(isDead(told, "email")).toBe(true);
});

test("what becomes of a message are events that the collector takes, with the message's journey", () => {
  const events = [
    fateEvent(ABOUT, "Email Delivered", {}, { key: "delivered" }),
    bounced({ ...ABOUT, channel: "sms", to: "+989121234567" }, "hard", "unknown number"),
    permissionSaid(ABOUT, "sms", true),
  ];
  for (const event of events) {
    expect([event.event, validateEvent(event)]).toEqual([event.event, undefined]);
    expect(event.properties).toMatchObject({ message_id: "m-1", journey: "welcome", node: "hello" });
  }
});

test("the same receipt told twice is one event", () => {
  const [first, second] = [1, 2].map((at) =>
    fateEvent(ABOUT, "Email Delivered", {}, { at, key: "delivered" }),
  );
  expect(second!.messageId).toBe(first!.messageId);
});
