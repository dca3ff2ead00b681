import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { freePorts } from "../broker/free-ports.js";
import { type Behaviour, type Call, startSmsProvider } from "../channels/sms/sms-provider.js";
import { runSafar, type ServeProcess, startServe } from "./serve-process.js";

/** What the provider does with messages to a number, by its last digit. */
const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  "7": { is: "drops" },
  "8": { is: "answers", status: 500 },
  "9": { is: "waits" },
};
const fieldsOf = ({ body }: Call) =>
  JSON.parse(body) as { to: string; text: string; ref: string; receipts: string };
let taken = 0;
const behave = (call: Call): Behaviour =>
  BEHAVIOURS[fieldsOf(call).to.at(-1)!] ?? { is: "answers", body: { id: `p-${++taken}`, price: 2 } };

const journey = (name: string, event: string) => ({
  ...{ name, entry: { event }, control: 0, quiet: false, caps: { perDay: 10, perWeek: 10 }, start: "remind" },
  nodes: {
    remind: {
      type: "send",
      channels: ["sms"],
      message: { fa: { text: "سبد خرید", short: `{{ profile.first_name }}، ${name} منتظر شماست. لغو۱۱` } },
      next: "end",
    },
  },
});

let folder: string;
let provider: Awaited<ReturnType<typeof startSmsProvider>>;
let collector: ServeProcess;
let start: () => Promise<ServeProcess>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-journeys-sms-"));
  provider = await startSmsProvider(behave);
  const file = join(folder, "provider.json");
  await writeFile(
    file,
    JSON.stringify({
      name: "stand-in",
      request: {
        url: `${provider.url}/send`,
        headers: { authorization: "Bearer {key}" },
        json: { to: "{to}", text: "{text}", ref: "{id}", receipts: "{receiptUrl}" },
      },
      answer: { id: "id", cost: "price", currency: "EUR" },
      receipt: {
        id: "id",
        status: "state",
        delivered: ["arrived"],
        failed: ["lost"],
        code: "code",
        dead: ["gone"],
      },
      inbound: { from: "from", text: "text", id: "id" },
    }),
  );
  const [port = 0] = await freePorts(1);
  start = () =>
    startServe(join(folder, "data"), ["--port", String(port)], {
      SAFAR_SMS_PROVIDER: file,
      SAFAR_SMS_KEY: "secret",
      SAFAR_PUBLIC_URL: `http://127.0.0.1:${port}`,
    });
  collector = await start();
  for (const [name, event] of [
    ["cart", "Product Added"],
    ["look", "Product Viewed"],
  ] as const) {
    await writeFile(join(folder, `${name}.json`), JSON.stringify(journey(name, event)));
    const published = await safar("journeys", "publish", join(folder, `${name}.json`), "--yes");
    expect([published.code, published.stderr]).toEqual([0, expect.any(String)]);
  }
}, 180_000);
afterAll(async () => {
  await collector?.end("SIGTERM");
  await provider?.close();
  await rm(folder, { recursive: true });
});

const safar = (...args: string[]) => runSafar([...args, "--data", join(folder, "data")]).ended;
const messages = async () =>
  (await safar("messages", "list", "--json")).stdout
    .split("\n")
    .filter(Boolean)
    .map(
      (line) =>
        JSON.parse(line) as { customer: string; status: string; id: string } & Record<string, unknown>,
    );
const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 60_000, interval: 200 });
const send = async (...batch: object[]) => {
  const answered = await fetch(`${collector.collector}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${collector.writeKey}:`)}` },
    body: JSON.stringify({ batch }),
  });
  expect(await answered.json()).toMatchObject({ rejected: [] });
};
const did = (userId: string, event: string) => ({
  type: "track",
  userId,
  event,
  properties: { product_id: "p" },
});
const known = (userId: string, phone: string) => ({
  ...{ type: "identify", userId, traits: { phone, first_name: userId, marketing_sms: true } },
});
const sentTo = (number: string) => provider.ledger.map(fieldsOf).filter(({ to }) => to === number);
const fates = (event: string) =>
  collector.rows<{ user: string; bounce: string }>(
    `SELECT user_id AS user, JSONExtractString(properties, 'bounce_type') AS bounce FROM safar.events WHERE event = '${event}'`,
  );
const expectMessage = (customer: string, journeyName: string, told: object) =>
  soon(async () =>
    expect(await messages()).toContainEqual(
      expect.objectContaining({ customer, journey: journeyName, ...told }),
    ),
  );

it("an event becomes an SMS with its parts and cost, and a receipt that comes twice is told once", async () => {
  await send(known("sara", "0912 000 0001"), did("sara", "Product Added"));
  await soon(() => expect(sentTo("+989120000001")).toHaveLength(1));
  const [{ text, receipts, ref }] = sentTo("+989120000001") as [ReturnType<typeof fieldsOf>];
  expect(text).toBe("sara، cart منتظر شماست. لغو۱۱");
  expect(provider.ledger[0]!.headers.authorization).toBe("Bearer secret");
  await expectMessage("sara", "cart", { status: "sent", channel: "sms", id: ref });
  const shown = await safar("messages", "show", ref, "--json");
  expect(JSON.parse(shown.stdout)).toMatchObject({
    state: { parts: 1, cost: { amount: 2, currency: "EUR" }, providerId: "p-1" },
  });

  for (let time = 0; time < 2; time++) {
    const body = JSON.stringify({ id: "p-1", state: "arrived" });
    expect((await fetch(receipts, { method: "POST", body })).status).toBe(204);
  }
  expect(await fates("SMS Delivered")).toEqual([{ user: "sara", bounce: "" }]);
  for (const t of ["", "x", new URL(receipts).searchParams.get("t")!.slice(0, -2)])
    expect((await fetch(`${collector.collector}/m/sms/receipt?t=${t}&state=lost`)).status).toBe(404);
}, 120_000);

it("a number at which nothing arrives gets nothing more, also told by the provider's own id", async () => {
  await send(known("omid", "09120000002"), did("omid", "Product Added"));
  await soon(() => expect(sentTo("+989120000002")).toHaveLength(1));
  await expectMessage("omid", "cart", { status: "sent" });
  const { receipts } = JSON.parse(
    (await safar("journeys", "provider-urls", "--json", ...urlOption())).stdout,
  );
  const body = new URLSearchParams({ id: `p-${taken}`, state: "lost", code: "gone" });
  expect((await fetch(receipts, { method: "POST", body })).status).toBe(204);
  expect(await fates("SMS Failed")).toEqual([{ user: "omid", bounce: "hard" }]);
  await send(did("omid", "Product Viewed"));
  await expectMessage("omid", "look", { status: "not-sent", why: "not-reachable" });
}, 120_000);

it("who replies لغو gets nothing more, in all journeys and under all ids with the number", async () => {
  await send(
    ...[known("ann", "0912-000-0003"), known("annie", "+989120000003"), known("bob", "09120000004")],
    did("ann", "Product Added"),
  );
  await expectMessage("ann", "cart", { status: "sent" });
  const { replies } = JSON.parse((await safar("journeys", "provider-urls", "--json", ...urlOption())).stdout);
  const reply = (from: string, text: string) =>
    fetch(replies, { method: "POST", body: new URLSearchParams({ from, text, id: "r-1" }) });
  expect((await reply("989120000004", "Thank you")).status).toBe(204);
  for (let time = 0; time < 2; time++) expect((await reply("09120000003", "لغو ۱۱")).status).toBe(204);
  expect((await fates("Unsubscribed")).map(({ user }) => user).sort()).toEqual(["ann", "annie"]);
  await send(did("ann", "Product Viewed"), did("annie", "Product Viewed"), did("bob", "Product Viewed"));
  await expectMessage("bob", "look", { status: "sent" });
  for (const customer of ["ann", "annie"])
    await expectMessage(customer, "look", { status: "not-sent", why: "no-permission" });
}, 120_000);

it("what may have been taken is in doubt and never repeated, also over kill -9: the ledger is the journal", async () => {
  await send(known("dropped", "09120000007"), known("failed", "09120000008"), known("slow", "09120000009"));
  await send(did("dropped", "Product Added"), did("failed", "Product Added"));
  for (const customer of ["dropped", "failed"]) await expectMessage(customer, "cart", { status: "in-doubt" });
  await send(did("slow", "Product Added"));
  await soon(() => expect(sentTo("+989120000009")).toHaveLength(1));
  await collector.end("SIGKILL");
  collector = await start();
  await expectMessage("slow", "cart", { status: "in-doubt" });
  // Somebody else's message shows that the engine goes on.
  await send(known("reza", "09120000005"), did("reza", "Product Added"));
  await expectMessage("reza", "cart", { status: "sent" });
  const handedOver = (await messages()).filter(({ status }) => ["sent", "in-doubt"].includes(status));
  expect(provider.ledger.map((call) => fieldsOf(call).ref).sort()).toEqual(
    handedOver.map(({ id }) => id).sort(),
  );
}, 240_000);

it("test-send tells the parts", async () => {
  const sent = await runSafar(
    [
      "journeys",
      "test-send",
      join(folder, "cart.json"),
      "--node",
      "remind",
      "--to",
      "09120000006",
      "--with",
      await sara(),
    ],
    { SAFAR_SMS_PROVIDER: join(folder, "provider.json"), SAFAR_SMS_KEY: "secret" },
  ).ended;
  expect(sent).toMatchObject({
    code: 0,
    stdout:
      "provider took the message for 09120000006, in 1 part, 2 EUR. " +
      "If it does not arrive, look for it in the provider's list of messages.\n",
  });
});

const urlOption = () => ["--config", join(folder, "settings.json")];
beforeAll(async () => {
  await writeFile(join(folder, "settings.json"), JSON.stringify({ SAFAR_PUBLIC_URL: collector.collector }));
});
async function sara(): Promise<string> {
  const file = join(folder, "sara.json");
  await writeFile(file, JSON.stringify({ profile: { first_name: "Sara" } }));
  return file;
}
