import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAudit } from "../../../src/sources/audit-log.js";
import { newReader, type Reader } from "../../ask/dashboard/reader.js";
import { type MailServer, startMailServer } from "../../channels/email/mail-server.js";
import { startCollector, type TestCollector } from "../../collect/collector.js";

const EDITOR = "editor of this shop";
const CART = {
  name: "cart",
  entry: { event: "Product Added" },
  start: "remind",
  nodes: {
    remind: {
      type: "send",
      channels: ["email", "sms", "push"],
      message: {
        en: {
          subject: "Hello {{ profile.first_name }}",
          text: "{{ event.name }} waits{% if cart.lines.size > 0 %}: {{ cart.lines[0].name }}{% endif %}.",
        },
        fa: { subject: "سبد شما", text: "{{ profile.first_name }}، منتظر شماست.", short: "منتظر شماست" },
      },
      next: "end",
    },
  },
};
const draft = { text: JSON.stringify(CART), segments: {} };
const asked = { source: "shop", draft, node: "remind", language: "en" };

let mail: MailServer;
let collector: TestCollector;
let editor: Reader;
let viewer: Reader;
beforeAll(async () => {
  mail = await startMailServer();
  collector = await startCollector({
    SAFAR_DASHBOARD_EDITOR_PASSWORD: EDITOR,
    SAFAR_SMTP_URL: `smtp://127.0.0.1:${mail.port}?ignoreTLS=true`,
    SAFAR_EMAIL_FROM: "Shop <hello@shop.example>",
    SAFAR_PUBLIC_URL: "https://collect.shop.example",
    SAFAR_SMS_PROVIDER: "kavenegar",
    SAFAR_SMS_FROM: "10004346",
    SAFAR_SMS_KEY: "key",
    SAFAR_SMS_PRICE: "150 IRT",
  });
  [editor, viewer] = [newReader(collector), newReader(collector)];
  await editor.signIn(EDITOR);
  await viewer.signIn(collector.clickhousePassword);
}, 120_000);
afterAll(async () => {
  await collector.stop();
  await mail.close();
});

const post = async (who: Reader, name: string, body: unknown, headers = {}) => {
  const answer = await who.post(`/dashboard/journeys/${name}`, body, headers);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const audit = async () =>
  (await readAudit(join(collector.folder, "sources.audit.jsonl"))).filter(
    ({ what }) => what === "test message sent",
  );

describe.each(["preview", "test-send"])("%s", (name) => {
  const body = { ...asked, ...(name === "test-send" ? { to: "me@shop.example" } : {}) };
  it("is refused to strangers, viewers and other sites, and sends nothing then", async () => {
    expect((await post(newReader(collector), name, body)).status).toBe(401);
    expect((await post(viewer, name, body)).status).toBe(403);
    expect((await post(editor, name, body, { origin: "https://evil.example" })).status).toBe(403);
    expect([mail.taken, await audit()]).toEqual([[], []]);
  });

  it("needs a journey that holds, a message that is there, and a customer who is known", async () => {
    const broken = { ...draft, text: JSON.stringify({ ...CART, start: "nowhere" }) };
    expect((await post(editor, name, { ...body, draft: broken })).body.code).toBe("does_not_hold");
    for (const wrong of [{ node: "toString" }, { language: "de" }])
      expect((await post(editor, name, { ...body, ...wrong })).body.code).toBe("bad_question");
    const customer = { id: "nobody", isGuest: false };
    expect((await post(editor, name, { ...body, customer })).body.code).toBe("nothing_stored");
    expect(mail.taken).toEqual([]);
  });
});

describe("a preview", () => {
  it("shows an example person's message, and what it costs by SMS", async () => {
    const { body } = await post(editor, "preview", asked);
    expect(body).toEqual({
      message: { subject: "Hello Sara", text: "Green tea waits: Green tea." },
      sms: {
        ...{ text: "Green tea waits: Green tea.", parts: 1, length: 27, encoding: "GSM-7" },
        cost: { amount: 150, currency: "IRT" },
      },
    });
    const long = { ...CART.nodes.remind, message: { fa: { subject: "س", text: "س".repeat(71) } } };
    const persian = { ...draft, text: JSON.stringify({ ...CART, nodes: { remind: long } }) };
    expect(
      (await post(editor, "preview", { ...asked, draft: persian, language: "fa" })).body.sms,
    ).toMatchObject({ parts: 2, length: 71, encoding: "UCS-2", cost: { amount: 300, currency: "IRT" } });
  });

  it("shows what a chosen customer would get, or which value stops it", async () => {
    const answer = await fetch(`${collector.collector}/v1/batch`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${collector.writeKey}:`)}` },
      body: JSON.stringify({
        batch: [
          { type: "identify", userId: "mina", traits: { first_name: "Mina" } },
          {
            ...{ type: "track", userId: "mina", event: "Product Added" },
            properties: { product_id: "k1", name: "Kettle", price: 20, currency: "EUR" },
          },
          { type: "track", userId: "bob", event: "Product Added", properties: { product_id: "c1" } },
        ],
      }),
    });
    expect(answer.status).toBe(200);
    const of = async (id: string) =>
      (await post(editor, "preview", { ...asked, customer: { id, isGuest: false } })).body;
    await expect
      .poll(() => of("mina"), { timeout: 20_000 })
      .toMatchObject({ message: { subject: "Hello Mina", text: "Kettle waits: Kettle." } });
    await expect
      .poll(() => of("bob"), { timeout: 20_000 })
      .toMatchObject({ stopped: { field: "subject", why: "missing" } });
    const customer = { id: "bob", isGuest: false };
    const refused = await post(editor, "test-send", { ...asked, customer, to: "me@shop.example" });
    expect([refused.body.code, mail.taken]).toEqual(["message_stopped", []]);
  });
});

describe("a test message", () => {
  it("goes by the channel of its address, and stands in the log of changes without the address", async () => {
    const { body } = await post(editor, "test-send", { ...asked, to: "me@shop.example" });
    expect(body).toMatchObject({ is: "sent", provider: `127.0.0.1:${mail.port}`, reason: "" });
    expect(mail.taken.map(({ to }) => to)).toEqual(["me@shop.example"]);
    expect(mail.taken[0]!.raw).toContain("Subject: Hello Sara");
    expect(mail.taken[0]!.raw).not.toContain("List-Unsubscribe");
    expect(await audit()).toMatchObject([
      {
        ...{ who: "editor on the dashboard", source: "shop" },
        to: { journey: "cart", node: "remind", language: "en", idHash: expect.any(String) },
      },
    ]);
    expect(JSON.stringify(await audit())).not.toContain("me@shop.example");
  });

  it("says which channel is not set up, and what is no subscription", async () => {
    for (const [to, code] of [
      ['{"endpoint":"https://updates.push.services.mozilla.com/wpush/v2/x"}', "no_subscription"],
    ])
      expect((await post(editor, "test-send", { ...asked, to })).body.code).toBe(code);
    expect((await audit()).at(-1)).toMatchObject({ failed: expect.any(String) });
  });

  it("is sent twenty times an hour at most", async () => {
    const codes: unknown[] = [];
    for (let sent = 0; sent < 21; sent++)
      codes.push((await post(editor, "test-send", { ...asked, to: "me@shop.example" })).body.code);
    expect(codes.filter((code) => code === undefined)).toHaveLength(18);
    expect(codes.slice(18)).toEqual(Array(3).fill("too_many_tests"));
    expect(mail.taken).toHaveLength(19);
  });
});
