import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMAIL_PROVIDERS, READ_NOTICES } from "../../../src/channels/email/notices.js";

const { postmark, mailgun, ses } = READ_NOTICES;

describe("Postmark", () => {
  // As https://postmarkapp.com/email-webhooks shows it.
  const bounce = {
    ...{ ID: 42, Type: "HardBounce", TypeCode: 1, Name: "Hard bounce", MessageID: "883953f4" },
    ...{ Description: "The server was unable to deliver your message", Details: "Test bounce details" },
    ...{ Email: "John@example.com", BouncedAt: "2014-08-01T13:28:10.2735393-04:00", Inactive: true },
  };
  it.each([
    [
      bounce,
      { is: "hard", address: "john@example.com", key: "42", reason: "HardBounce: Test bounce details" },
    ],
    [{ ...bounce, RecordType: "Bounce", Type: "BadEmailAddress" }, { is: "hard" }],
    [{ ...bounce, Type: "SoftBounce" }, { is: "soft" }],
    [{ ...bounce, Type: "Blocked" }, { is: "soft" }],
    [{ ...bounce, RecordType: "SpamComplaint", Type: "SpamComplaint" }, { is: "spam" }],
    [
      { RecordType: "Delivery", MessageID: "m", Recipient: "a@b.example" },
      { is: "delivered", key: "m" },
    ],
  ])("%j", (body, told) => expect(postmark(body)).toEqual([expect.objectContaining(told)]));

  it("tells nothing of openings", () =>
    expect(postmark({ RecordType: "Open", Recipient: "a@b.example" })).toEqual([]));
});

describe("Mailgun", () => {
  // As https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads shows its fields.
  const failed = {
    ...{ event: "failed", severity: "permanent", id: "CCXM", reason: "bounce", recipient: "a@b.example" },
    message: { headers: { "message-id": "m-1@shop.example" } },
    "delivery-status": { code: 550, message: "No such user" },
  };
  it.each([
    [failed, { is: "hard", key: "CCXM", reason: "bounce: No such user", messageId: "m-1@shop.example" }],
    [{ ...failed, severity: "temporary" }, { is: "soft" }],
    [{ ...failed, event: "complained" }, { is: "spam" }],
    [{ ...failed, event: "delivered" }, { is: "delivered" }],
  ])("%j", (event, told) =>
    expect(mailgun({ signature: {}, "event-data": event })).toEqual([expect.objectContaining(told)]),
  );

  it("tells nothing of clicks", () =>
    expect(mailgun({ "event-data": { ...failed, event: "clicked" } })).toEqual([]));
});

describe("Amazon SES", () => {
  // As https://docs.aws.amazon.com/ses/latest/dg/notification-examples.html shows it.
  const mail = {
    messageId: "00000138111222aa",
    headers: [{ name: "X-Safar-Message", value: "token" }],
    commonHeaders: { messageId: "<m-1@shop.example>" },
  };
  const bounce = {
    notificationType: "Bounce",
    bounce: {
      ...{ bounceType: "Permanent", bounceSubType: "General" },
      bouncedRecipients: [
        { emailAddress: "jane@example.com", status: "5.1.1", diagnosticCode: "smtp; 550 5.1.1 User" },
        { emailAddress: "Richard <richard@example.com>" },
      ],
    },
    mail,
  };
  it("tells of each recipient, in an envelope of SNS or alone", () => {
    const told = [
      {
        ...{ is: "hard", address: "jane@example.com", reason: "General: smtp; 550 5.1.1 User" },
        ...{ key: "00000138111222aa", token: "token", messageId: "<m-1@shop.example>" },
      },
      expect.objectContaining({ is: "hard", address: "richard@example.com" }),
    ];
    expect(ses(bounce)).toEqual(told);
    expect(ses({ Type: "Notification", Message: JSON.stringify(bounce) })).toEqual(told);
  });

  it.each([
    [{ ...bounce, bounce: { ...bounce.bounce, bounceType: "Transient" } }, ["soft", "soft"]],
    [{ eventType: "Delivery", delivery: { recipients: ["a@b.example"] }, mail }, ["delivered"]],
    [
      {
        notificationType: "Complaint",
        complaint: { complainedRecipients: [{ emailAddress: "a@b.example" }] },
      },
      ["spam"],
    ],
    [{ Type: "SubscriptionConfirmation", Message: "You have chosen to subscribe" }, []],
  ])("%j", (body, told) => expect(ses(body).map(({ is }) => is)).toEqual(told));
});

it.each(EMAIL_PROVIDERS)("%s: whatever is told, it is read or it is nothing", (provider) => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const bodies = [
        value,
        { "event-data": value, bounce: value, mail: value, Message: JSON.stringify(value) },
      ];
      for (const body of bodies)
        for (const { address } of READ_NOTICES[provider](body)) expect(address).toContain("@");
    }),
  );
});
