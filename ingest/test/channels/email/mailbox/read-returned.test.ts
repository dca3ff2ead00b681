import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readReturned } from "../../../../src/channels/email/mailbox/read-returned.js";
import { takeReturned } from "../../../../src/channels/email/mailbox/take-returned.js";
import { messageLinks } from "../../../../src/channels/links/message-links.js";
import { sealWith } from "../../../../src/channels/links/seal.js";
import type { MessageAbout } from "../../../../src/channels/message-about.js";

// reports/ holds what Postfix 3.7 sent back for e-mails of Safar that another server refused.
const seal = sealWith("0123456789abcdef0123456789abcdef");
const postfix = (name: string) => readFile(new URL(`reports/postfix-${name}.eml`, import.meta.url));
const parts = { seal, finder: { byMessageId: async () => undefined }, sourceIds: () => ["shop"] };
const read = (raw: string | Buffer) => readReturned(Buffer.from(raw));
const take = async (raw: string | Buffer, more = {}) => {
  const returned = await read(raw);
  return returned && (await takeReturned(returned, { ...parts, ...more }));
};

const about = (changes: Partial<MessageAbout> = {}): MessageAbout => ({
  ...{
    id: "m-1",
    source: "shop",
    userId: "user-1",
    channel: "email",
    kind: "marketing",
    to: "ann@far.example",
  },
  ...{ journey: "welcome", node: "hello", language: "en", at: 1_700_000_000_000, ...changes },
});
const tokenOf = (changes: Partial<MessageAbout> = {}) =>
  messageLinks(about(changes), seal, "https://collect.shop.example").message;

/** A report as RFC 3464 builds it. */
function report({
  status = "Final-Recipient: rfc822; ann@far.example\nAction: failed\nStatus: 5.1.1",
  headers = `X-Safar-Message: ${tokenOf()}\nMessage-ID: <m-1@shop.example>`,
  top = "",
  type = "message/delivery-status",
  returned = "message/rfc822",
} = {}): string {
  return `From: MAILER-DAEMON@far.example
Message-ID: <r-1@far.example>
${top}MIME-Version: 1.0
Content-Type: multipart/report; report-type=${type.split("/")[1]}; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: ${type}

Reporting-MTA: dns; far.example

${status}

--b
Content-Type: ${returned}

${headers}
Subject: Your cart

Your cart is still here.

--b--
`;
}

describe("a report of Postfix about an e-mail of ours", () => {
  it.each([
    ["dead", "hard", /^5\.1\.1 550 5\.1\.1 <dead@far\.example> User unknown in virtual/],
    ["plain", "hard", /550 No such user here/],
    ["full", "soft", /5\.2\.2/],
    ["spam", "soft", /5\.7\.1/],
  ])("of a mailbox that is %s is a %s bounce", async (name, type, reason) => {
    const told = await take(await postfix(name));
    expect(told).toMatchObject({
      source: "shop",
      event: {
        ...{ event: "Email Bounced", userId: `user-${name}` },
        properties: { email: `${name}@far.example`, bounce_type: type, message_id: `message-${name}` },
      },
    });
    expect(told!.event.properties.reason).toMatch(reason);
    expect((await take(await postfix(name)))!.event.messageId).toBe(told!.event.messageId);
  });
});

describe("a report", () => {
  it("of a delay, or of a delivery, is no bounce that ends anything", async () => {
    const status = (action: string, code: string) =>
      report({ status: `Final-Recipient: rfc822; ann@far.example\nAction: ${action}\nStatus: ${code}` });
    expect((await take(status("delayed", "4.4.1")))!.event.properties.bounce_type).toBe("soft");
    expect(await take(status("delivered", "2.0.0"))).toBeUndefined();
  });

  it("of abuse ends all that goes to the address (RFC 5965)", async () => {
    const raw = report({
      type: "message/feedback-report",
      status: "Feedback-Type: abuse\nUser-Agent: Far/1.0\nVersion: 1\nOriginal-Rcpt-To: <ann@far.example>",
    });
    expect((await take(raw))!.event).toMatchObject({
      event: "Email Marked as Spam",
      properties: { email: "ann@far.example" },
    });
  });

  it("is known by our Message-ID where the header was taken out", async () => {
    const asked: string[] = [];
    const finder = {
      async byMessageId(_source: string, id: string) {
        asked.push(id);
        return id === "m-1" ? about() : undefined;
      },
    };
    const bare = { headers: "Message-ID: <m-1@shop.example>", returned: "text/rfc822-headers" };
    expect((await take(report(bare), { finder }))!.event.userId).toBe("user-1");
    const answer = { headers: "Subject: x", top: "In-Reply-To: <m-1@shop.example>\n" };
    expect((await take(report(answer), { finder }))!.event.userId).toBe("user-1");
    expect(asked).toEqual(["m-1", "m-1"]);
  });

  it.each([
    ["about no message of ours", { headers: "Message-ID: <other@elsewhere.example>" }],
    ["with a token of its own", { headers: "X-Safar-Message: AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHHIIIIJJJJKKKK" }],
    [
      "that names others beside",
      {
        status:
          "Final-Recipient: rfc822; eve@far.example\nAction: failed\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; bob@far.example\nAction: failed\nStatus: 5.1.1",
      },
    ],
    ["of a source that is not there", { headers: `X-Safar-Message: ${tokenOf({ source: "gone" })}` }],
    ["of an SMS", { headers: `X-Safar-Message: ${tokenOf({ channel: "sms", to: "+989121234567" })}` }],
  ])("of a stranger %s suppresses nobody", async (_what, told) => {
    expect(await take(report(told))).toBeUndefined();
  });

  it("tells of the address to which our message went, and of no other that it names", async () => {
    const forwarded = report({
      status: "Final-Recipient: rfc822; victim@far.example\nAction: failed\nStatus: 5.1.1",
    });
    expect((await take(forwarded))!.event.properties.email).toBe("ann@far.example");
  });

  it("that is no report, or is cut off, or is anything at all, is read or is nothing (seed 22)", async () => {
    expect(
      await read("Subject: Hello\n\nFinal-Recipient: rfc822; ann@far.example\nAction: failed\n"),
    ).toBeUndefined();
    const whole = report();
    for (let length = 0; length < whole.length; length += 7) await read(whole.slice(0, length));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.nat(whole.length), async (bytes, at) => {
        const raw = Buffer.concat([Buffer.from(whole.slice(0, at)), bytes, Buffer.from(whole.slice(at))]);
        for (const { addresses } of (await readReturned(raw))?.recipients ?? [])
          for (const address of addresses) expect(address).toContain("@");
      }),
      { seed: 22, numRuns: 300 },
    );
  });
});
