import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { freePorts } from "../broker/free-ports.js";
import { answer, type MailServer, startMailServer } from "../channels/email/mail-server.js";
import { certificate } from "./certificate.js";
import { runSafar, type ServeProcess, startServe } from "./serve-process.js";

const journey = (name: string, entry: object) => ({
  name,
  entry,
  goal: { event: "Order Completed" },
  control: 0,
  quiet: false,
  caps: { perDay: 10, perWeek: 10 },
  start: "remind",
  nodes: {
    remind: {
      type: "send",
      channels: ["email"],
      message: {
        en: {
          subject: `${name} of {{ profile.first_name }}`,
          text: "It waits.",
          html: '<p>It <a href="https://shop.example/cart">waits</a>.</p>',
        },
      },
      next: "end",
    },
  },
});
const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 60_000, interval: 200 });

let folder: string;
let mail: MailServer;
let collector: ServeProcess;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
const env = (port: number, mailPort: number) => ({
  SAFAR_SMTP_URL: `smtp://127.0.0.1:${mailPort}?ignoreTLS=true`,
  SAFAR_EMAIL_FROM: "Shop <hello@shop.example>",
  SAFAR_PUBLIC_URL: `http://127.0.0.1:${port}`,
});

const SECRET = `whsec_${Buffer.from("a secret of thirty-two bytes, so!").toString("base64")}`;
/** A receiver of webhooks that is busy at the first call. */
async function startReceiver() {
  const calls: { headers: IncomingHttpHeaders; body: string }[] = [];
  const files = await certificate();
  const server = createServer(files, async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    calls.push({ headers: request.headers, body });
    response.writeHead(calls.length === 1 ? 503 : 204).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `https://localhost:${(server.address() as AddressInfo).port}/crm`;
  return { calls, url, cert: files.cert, close: () => server.close() };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-journeys-live-"));
  mail = await startMailServer({
    onRcptTo: ({ address }, _session, callback) =>
      callback(address.startsWith("gone") ? answer(550, "5.1.1 No such user") : null),
  });
  const [port = 0] = await freePorts(1);
  receiver = await startReceiver();
  await writeFile(join(folder, "receiver.pem"), receiver.cert);
  collector = await startServe(join(folder, "data"), ["--port", String(port)], {
    ...env(port, mail.port),
    SAFAR_WEBHOOK_SECRET: SECRET,
    SAFAR_WEBHOOK_PRIVATE: "true",
    NODE_EXTRA_CA_CERTS: join(folder, "receiver.pem"),
  });
  await writeFile(
    join(folder, "readers.sql"),
    `SELECT user_id AS customer_id FROM safar.event_rows WHERE source_id = {source:String} AND event = 'Newsletter Wanted'`,
  );
  for (const [name, entry] of [
    ["cart", { event: "Product Added" }],
    ["look", { event: "Product Viewed" }],
    ["hook", { event: "Cart Viewed" }],
  ] as const)
    await publish(name, entry);
});
afterAll(async () => {
  await collector?.end("SIGTERM");
  await mail?.close();
  receiver?.close();
  await rm(folder, { recursive: true });
});

async function publish(name: string, entry: object): Promise<void> {
  const file = join(folder, `${name}.json`);
  const definition = journey(name, entry);
  const hook = { type: "webhook", url: receiver.url, next: "end" };
  await writeFile(
    file,
    JSON.stringify(name === "hook" ? { ...definition, start: "hook", nodes: { hook } } : definition),
  );
  const published = await safar("journeys", "publish", file, "--yes");
  expect([published.code, published.stderr]).toEqual([0, expect.any(String)]);
}
const safar = (...args: string[]) => runSafar([...args, "--data", join(folder, "data")]).ended;
const messages = async () =>
  (await safar("messages", "list", "--json")).stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const send = async (...events: object[]) => {
  const answered = await fetch(`${collector.collector}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${collector.writeKey}:`)}` },
    body: JSON.stringify({ batch: events }),
  });
  expect(await answered.json()).toMatchObject({ rejected: [] });
};
const known = (userId: string, email: string) => ({
  type: "identify",
  userId,
  traits: { email, first_name: userId, marketing_email: true },
});
const did = (userId: string, event: string) => ({
  type: "track",
  userId,
  event,
  properties: { product_id: "p" },
});
const links = (raw: string) => raw.replaceAll(/=\r?\n/g, "").replaceAll("=3D", "=");

it("an event becomes an e-mail with a way out, and one click ends all that is to come", async () => {
  await send(known("sara", "sara@shop.example"), did("sara", "Product Added"));
  await soon(() => expect(mail.taken).toHaveLength(1));
  const { to, raw } = mail.taken[0]!;
  expect([to, raw]).toEqual(["sara@shop.example", expect.stringMatching(/^Subject: cart of sara\r$/m)]);
  expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
  const way = new RegExp(`${collector.collector}/m/unsubscribe\\?t=[\\w.~-]+`).exec(links(raw))?.[0];
  expect((await fetch(way!)).status).toBe(200);
  expect((await fetch(way!, { method: "POST", body: "List-Unsubscribe=One-Click" })).status).toBe(200);

  await send(did("sara", "Product Viewed"));
  await soon(async () =>
    expect(await messages()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ journey: "cart", status: "sent" }),
        expect.objectContaining({ journey: "look", status: "not-sent", why: "no-permission" }),
      ]),
    ),
  );
  expect(mail.taken).toHaveLength(1);
  const metrics = await (await fetch(`${collector.ops}/metrics`)).text();
  expect(metrics).toContain('safar_journey_messages_total{status="sent"} 1');
  expect(metrics).toContain('safar_journey_messages_total{status="not-sent"} 1');
}, 120_000);

it("who ordered in the meantime gets nothing", async () => {
  await send(known("omid", "omid@shop.example"), did("omid", "Product Added"), {
    ...did("omid", "Order Completed"),
    properties: { order_id: "o-1", revenue: 5, currency: "EUR" },
  });
  await send(known("reza", "reza@shop.example"), did("reza", "Product Added"));
  await soon(() => expect(mail.taken.map(({ to }) => to)).toContain("reza@shop.example"));
  expect(mail.taken.map(({ to }) => to)).not.toContain("omid@shop.example");
}, 120_000);

it("an address that the mail server rejects bounces, and nothing goes there again", async () => {
  await send(known("bob", "gone@shop.example"), did("bob", "Product Added"));
  await soon(async () =>
    expect(
      await collector.rows("SELECT event FROM safar.event_rows WHERE event = 'Email Bounced'"),
    ).toHaveLength(1),
  );
  await send(did("bob", "Product Viewed"));
  await soon(async () =>
    expect(await messages()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ journey: "cart", status: "rejected", why: "address-dead" }),
        expect.objectContaining({ journey: "look", status: "not-sent", why: "not-reachable" }),
      ]),
    ),
  );
}, 120_000);

it("bounces and complaints that providers tell end what goes to the address, each told once", async () => {
  const printed = await runSafar(["journeys", "provider-urls", "--json", "--data", join(folder, "data")], {
    SAFAR_PUBLIC_URL: collector.collector,
  }).ended;
  const urls = JSON.parse(printed.stdout) as Record<"ses" | "mailgun" | "postmark", string>;
  const tell = async (url: string, body: object) => {
    const init = { method: "POST", body: JSON.stringify(body), headers: { "content-type": "text/plain" } };
    return (await fetch(url, init)).status;
  };
  const people = ["token", "message-id", "address"] as const;
  for (const name of people) await send(known(name, `${name}@shop.example`), did(name, "Product Added"));
  await soon(() =>
    expect(mail.taken.map(({ to }) => to)).toEqual(
      expect.arrayContaining(people.map((name) => `${name}@shop.example`)),
    ),
  );
  const headerOf = (name: string, header: string) => {
    const { raw } = mail.taken.find(({ to }) => to === `${name}@shop.example`)!;
    return new RegExp(`^${header}: ?([^]*?)\\r\\n(?=\\S)`, "im").exec(raw)![1]!.replaceAll(/\s/g, "");
  };
  const bounce = {
    notificationType: "Bounce",
    bounce: { bounceType: "Permanent", bouncedRecipients: [{ emailAddress: "token@shop.example" }] },
    mail: {
      messageId: "ses-1",
      headers: [{ name: "X-Safar-Message", value: headerOf("token", "X-Safar-Message") }],
    },
  };
  const failed = {
    ...{ event: "failed", severity: "permanent", id: "mg-1", recipient: "message-id@shop.example" },
    message: { headers: { "message-id": headerOf("message-id", "Message-ID").replaceAll(/[<>]/g, "") } },
  };
  const complaint = {
    RecordType: "SpamComplaint",
    Type: "SpamComplaint",
    ID: 7,
    Email: "Address@shop.example",
  };
  for (let time = 0; time < 2; time++) {
    expect(await tell(urls.ses, { Type: "Notification", Message: JSON.stringify(bounce) })).toBe(204);
    expect(await tell(urls.mailgun, { "event-data": failed })).toBe(204);
    expect(await tell(urls.postmark, complaint)).toBe(204);
  }
  expect(await tell(`${urls.postmark.split("?")[0]}?t=x`, complaint)).toBe(404);
  expect(await tell(urls.postmark.replace("postmark", "mailgun"), [])).toBe(204);
  const told = await collector.rows<{ who: string; event: string; node: string }>(
    `SELECT user_id AS who, event, JSONExtractString(properties, 'node') AS node FROM safar.events
     WHERE event IN ('Email Bounced', 'Email Marked as Spam') AND user_id != 'bob' ORDER BY user_id`,
  );
  expect(told).toEqual([
    { who: "address", event: "Email Marked as Spam", node: "" },
    { who: "message-id", event: "Email Bounced", node: "remind" },
    { who: "token", event: "Email Bounced", node: "remind" },
  ]);
  for (const name of people) await send(did(name, "Product Viewed"));
  for (const customer of people)
    await soon(async () =>
      expect(await messages()).toContainEqual(
        expect.objectContaining({ customer, journey: "look", status: "not-sent", why: "not-reachable" }),
      ),
    );
}, 120_000);

it("the calendar lets in who is in a segment of the shop's own, at its minute", async () => {
  await send(known("news", "news@shop.example"), did("news", "Newsletter Wanted"));
  await send(known("nora", "nora@shop.example"));
  // Time enough to publish it before, on a machine that is busy.
  const minute = new Date(Date.now() + 120_000).toISOString().slice(11, 16);
  await publish("news", { calendar: { every: "day", at: minute }, segment: "readers.sql" });
  await vi.waitFor(() => expect(mail.taken.map(({ to }) => to)).toContain("news@shop.example"), {
    timeout: 180_000,
    interval: 500,
  });
  expect(mail.taken.map(({ to }) => to)).not.toContain("nora@shop.example");
}, 240_000);

it("a webhook is signed, and called again where the receiver was busy", async () => {
  await send(did("sara", "Cart Viewed"));
  await vi.waitFor(() => expect(receiver.calls).toHaveLength(2), { timeout: 120_000, interval: 200 });
  const [first, second] = receiver.calls.map(({ headers, body }) => {
    expect(() => new Webhook(SECRET).verify(body, headers as Record<string, string>)).not.toThrow();
    return { id: headers["webhook-id"], told: JSON.parse(body) };
  });
  expect(second).toEqual(first);
  expect(first?.told).toMatchObject({
    type: "journey.webhook",
    data: { journey: "hook", version: 1, node: "hook", userId: "sara" },
  });
  await soon(async () =>
    expect(await messages()).toContainEqual(
      expect.objectContaining({ journey: "hook", channel: "webhook", status: "sent" }),
    ),
  );
}, 240_000);

it("does not start where e-mails could not be unsubscribed from", async () => {
  await expect(
    startServe(join(folder, "other"), [], { ...env(1, mail.port), SAFAR_PUBLIC_URL: "" }),
  ).rejects.toThrow("SAFAR_SMTP_URL needs SAFAR_PUBLIC_URL");
}, 120_000);
