import { describe, expect, it, test } from "vitest";
import type { OutgoingMessage } from "../../../src/channels/channel.js";
import { readMailbox } from "../../../src/channels/email/address.js";
import { composeEmail } from "../../../src/channels/email/compose.js";
import { emailSettings } from "../../../src/channels/email/smtp-settings.js";
import { readConfig } from "../../../src/settings/config.js";

const read = (url: string, more = {}) =>
  emailSettings({
    ...readConfig({ env: {} }),
    SAFAR_SMTP_URL: url,
    SAFAR_EMAIL_FROM: "Shop <hello@shop.example>",
    ...more,
  });

describe("the address of the mail server", () => {
  it.each([
    ["smtp://user:p/secret@127.0.0.1:25", "write / as %2F"],
    ["smtp://user:p#secret@mail.example", "write / as %2F"],
    ["smtp://mail.example:99999", "is no address"],
    ["smtp://", "is no address"],
    ["smtp://mail.example/secret", "is no address"],
    ["smtp://user:secret@mail.example?debug=true", 'can\'t set "debug"'],
    ["smtps://user:secret@mail.example?logger=true", 'can\'t set "logger"'],
  ])("%s is refused with what to do, and without the password", async (url, words) => {
    const error = await read(url).then(
      () => undefined,
      (one: Error) => one,
    );
    expect(error).toMatchObject({ name: "ConfigError", message: expect.stringContaining(words) });
    expect(error!.message).not.toContain("secret");
  });

  it.each([
    ["smtp://u:p%2Fw@mail.example", { requireTLS: true }],
    ["smtps://u:p@mail.example:465?tls.servername=m.example", { requireTLS: true, secure: true }],
    ["smtp://u:p@127.0.0.1:25?ignoreTLS=true", { ignoreTLS: true }],
  ])("%s sends its password encrypted unless it says otherwise", async (url, expected) => {
    const { server } = (await read(url))!;
    expect(server.connection).toMatchObject(expected);
    if (!("requireTLS" in expected)) expect(server.connection.requireTLS).toBeUndefined();
    expect(server.auth).toMatchObject({
      credentials: { user: "u", pass: expect.stringMatching(/^p(\/w)?$/) },
    });
  });
});

describe("a sender", () => {
  it.each([
    ["Shop <hello@shop.example>", { name: "Shop", address: "hello@shop.example" }],
    ["hello@shop.example", { name: "", address: "hello@shop.example" }],
    ['"Shop, Berlin" <hello@shop.example>', { name: "Shop, Berlin", address: "hello@shop.example" }],
    ["a@b.example, c <hello@shop.example>", { name: "a@b.example, c", address: "hello@shop.example" }],
    ["<a@b.example> <c@d.example>", undefined],
    ["a@b.example, c@d.example", undefined],
    ["Shop\n <hello@shop.example>", undefined],
  ])("of %j is one mailbox or none", (text, mailbox) => {
    expect(readMailbox(text)).toEqual(mailbox);
  });

  test("stays one, whatever its name holds", async () => {
    const from = { name: "a@b.example, Shop: x; y", address: "hello@shop.example" };
    const message = {
      ...{ id: "m-1", channel: "email", kind: "transactional", to: "me@shop.example", language: "en" },
      content: { subject: "Hello", text: "Hello" },
    } as OutgoingMessage;
    const { raw, envelope } = await composeEmail(message, { from });
    expect(envelope).toEqual({ from: "hello@shop.example", to: ["me@shop.example"] });
    expect(/^From: (.*)\r$/m.exec(raw.toString())?.[1]).toBe(
      '"a@b.example, Shop: x; y" <hello@shop.example>',
    );
  });
});
