import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JourneyDefinition } from "@safar/schemas";
import { Kafka } from "kafkajs";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { messageLinks } from "../../src/channels/links/message-links.js";
import { sealWith } from "../../src/channels/links/seal.js";
import type { MessageAbout } from "../../src/channels/message-about.js";
import { sealSource } from "../../src/channels/routes/source-token.js";
import { writeChange } from "../../src/journeys/versions/write-change.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import { type OwnBroker, startOwnBroker } from "../broker/own-broker.js";
import { describeWithBroker } from "../broker/with-broker.js";
import { type MailServer, startMailServer } from "../channels/email/mail-server.js";
import { type ClickHouseServer, startClickHouseServer } from "../clickhouse-server/start.js";
import { runSafar } from "../journey/serve-process.js";
import { type SafarProcess, startSafar } from "./distributed-processes.js";

const KEY = "wk_test";
const MESSAGE_KEY = "0123456789abcdef0123456789abcdef";

const journey = (name: string, entry: string, node: object): JourneyDefinition =>
  ({
    ...{ name, entry: { event: entry, again: "1 minute" }, control: 0, quiet: false, start: "do" },
    nodes: { do: { ...node, next: "end" } },
  }) as unknown as JourneyDefinition;
const MAIL = journey("mail", "Product Added", {
  ...{ type: "send", channels: ["email"], message: { en: { subject: "Your cart", text: "It waits." } } },
});
const MARK = journey("mark", "Product Added", { type: "track", event: "Cart Left" });

await describeWithBroker(
  "journeys beside collect and load",
  () => {
    let folder: string;
    let broker: OwnBroker;
    let clickhouse: ClickHouseServer;
    let mail: MailServer;
    let env: NodeJS.ProcessEnv;
    let collector: string;
    const started: SafarProcess[] = [];
    const start = async (changes: NodeJS.ProcessEnv, ...args: string[]) => {
      const safar = await startSafar([...args, "--ops-port", "0"], { ...env, ...changes });
      started.push(safar);
      return safar;
    };

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "safar-journeys-kafka-"));
      [broker, clickhouse, mail] = await Promise.all([
        startOwnBroker(),
        startClickHouseServer(),
        startMailServer(),
      ]);
      await migrate(clickhouse.warehouse);
      const sources = [{ id: "shop", currency: "EUR", timeZone: "UTC", keys: [{ kind: "web", key: KEY }] }];
      await writeFile(join(folder, "sources.json"), JSON.stringify({ sources }));
      env = {
        SAFAR_KAFKA_BROKERS: broker.brokers,
        SAFAR_KAFKA_REPLICATION: "1",
        SAFAR_MAX_CONNECTIONS: "200",
        SAFAR_SOURCES: join(folder, "sources.json"),
        SAFAR_CLICKHOUSE_URL: clickhouse.url,
        SAFAR_CLICKHOUSE_PASSWORD: clickhouse.password,
        SAFAR_MESSAGE_KEY: MESSAGE_KEY,
      };
      const sms = { SAFAR_SMS_PROVIDER: "twilio", SAFAR_SMS_ACCOUNT: "AC1", SAFAR_SMS_KEY: "k" };
      const ready = await start({ ...sms, SAFAR_SMS_FROM: "+15005550006" }, "collect", "--port", "0");
      collector = ready.ready.collector;
      await start({}, "load");
      for (const definition of [MAIL, MARK])
        await writeChange(clickhouse.warehouse, {
          ...{ source: "shop", journey: definition.name, after: 0, done: "published", version: 1 },
          ...{ definition, segments: {}, moves: false },
        });
    }, 120_000);
    afterAll(async () => {
      for (const safar of started) await safar.end("SIGKILL");
      await mail?.close();
      await clickhouse?.close();
      await broker?.close();
      await rm(folder, { recursive: true });
    });

    async function leaveACart(userId: string) {
      const batch = [
        { type: "identify", traits: { email: `${userId}@example.com`, marketing_email: true } },
        { type: "identify", traits: { phone: "+989121234567" } },
        { type: "track", event: "Product Added", properties: { product_id: "p" } },
      ].map((event, place) => ({
        ...{ ...event, userId, messageId: `${userId}-${place}`, timestamp: new Date().toISOString() },
      }));
      const answer = await fetch(`${collector}/v1/batch`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${KEY}:`)}` },
        body: JSON.stringify({ batch }),
      });
      expect(await answer.json()).toMatchObject({ accepted: 3 });
    }
    const rows = <Row>(select: string) => clickhouse.warehouse.query<Row>(select);
    const told = async (event: string, userId: string) =>
      (
        await rows<{ properties: string }>(
          `SELECT properties FROM safar.event_rows FINAL WHERE event = '${event}' AND user_id = '${userId}'`,
        )
      ).map(({ properties }) => JSON.parse(properties) as Record<string, unknown>);
    const comes = (event: string, userId: string, expected: object) =>
      vi.waitFor(async () => expect(await told(event, userId)).toEqual([expect.objectContaining(expected)]), {
        ...{ timeout: 60_000, interval: 100 },
      });
    /** Records in Kafka: the events of a request that are of one person are one. */
    async function records() {
      const admin = new Kafka({ brokers: broker.brokers.split(","), logLevel: 0 }).admin();
      await admin.connect();
      const offsets = await admin.fetchTopicOffsets("safar.events");
      await admin.disconnect();
      return offsets.reduce((sum, { high }) => sum + Number(high), 0);
    }

    it("an engine without a channel runs the journeys that send nothing, and tracks through Kafka", {
      timeout: 120_000,
    }, async () => {
      const engine = await start({ SAFAR_MESSAGE_KEY: "" }, "journeys", "run");
      await leaveACart("ann");
      await comes("Cart Left", "ann", { journey: "mark", node: "do" });
      // What the page told, and what the journey tracked.
      expect(await records()).toBe(2);
      // Who waits for a message comes in when there is a channel.
      expect(await rows("SELECT DISTINCT toString(journey_id) AS name FROM safar.journey_rows")).toEqual([
        { name: "mark" },
      ]);
      expect(await engine.end("SIGTERM")).toBe(0);
      expect(engine.stderr()).not.toContain("past Kafka");
    });

    it("the collector takes clicks of readers, and what providers tell, of messages that an engine sent", {
      timeout: 120_000,
    }, async () => {
      const sends = {
        SAFAR_SMTP_URL: `smtp://127.0.0.1:${mail.port}?ignoreTLS=true`,
        SAFAR_EMAIL_FROM: "Shop <hello@shop.example>",
        SAFAR_PUBLIC_URL: collector,
      };
      await start(sends, "journeys", "run");
      await leaveACart("bob");
      const ofBob = () => mail.taken.find(({ to }) => to === "bob@example.com")?.raw;
      await vi.waitFor(() => expect(ofBob()).toBeDefined(), { timeout: 60_000, interval: 100 });
      const [, unsubscribe = ""] = /List-Unsubscribe: <(\S+)>/.exec(ofBob()!.replaceAll(/\r\n[ \t]+/g, ""))!;

      // The page knows what the person wants now, and one click of a mail program ends it.
      expect(await (await fetch(unsubscribe)).text()).toContain('value="email" checked');
      const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
      expect((await fetch(unsubscribe, { method: "POST", body })).status).toBe(200);
      await comes("Unsubscribed", "bob", { channel: "email", journey: "mail" });
      expect(await (await fetch(unsubscribe)).text()).not.toContain("checked");

      const seal = sealWith(MESSAGE_KEY);
      const post = async (path: string, content: URLSearchParams | object) =>
        (
          await fetch(path.startsWith("http") ? path : `${collector}${path}`, {
            ...{ method: "POST" },
            body: content instanceof URLSearchParams ? content : JSON.stringify(content),
          })
        ).status;

      // A bounce names the address alone: the person is found by it.
      const email = sealSource(seal, "email", "shop");
      const bounce = { RecordType: "Bounce", ID: 42, Type: "HardBounce", Email: "bob@example.com" };
      expect(await post(`/m/email/postmark?t=${email}`, bounce)).toBe(204);
      await comes("Email Bounced", "bob", { bounce_type: "hard", email: "bob@example.com" });

      // A receipt, twice, and STOP by a number that two people have.
      const about: MessageAbout = {
        ...({ id: "m-1", source: "shop", userId: "bob", channel: "sms", kind: "marketing" } as const),
        ...{ to: "+989121234567", journey: "mail", node: "do", language: "en", at: Date.now() },
      };
      const { receipt } = messageLinks(about, seal, collector);
      const delivered = new URLSearchParams({ MessageSid: "SM1", MessageStatus: "delivered" });
      expect([await post(receipt, delivered), await post(receipt, delivered)]).toEqual([204, 204]);
      await comes("SMS Delivered", "bob", { journey: "mail" });
      const stop = new URLSearchParams({ From: "+989121234567", Body: "STOP", MessageSid: "SM2" });
      expect(await post(`/m/sms/inbound?t=${sealSource(seal, "sms", "shop")}`, stop)).toBe(204);
      await comes("Unsubscribed", "ann", { channel: "sms", by: "reply" });
      expect(await post("/m/sms/inbound?t=made-up", stop)).toBe(404);
    });

    it("collect says what it needs to know who replied", async () => {
      const sms = { SAFAR_SMS_PROVIDER: "twilio", SAFAR_SMS_ACCOUNT: "AC1", SAFAR_SMS_KEY: "k" };
      const alone = { ...env, ...sms, SAFAR_SMS_FROM: "+15005550006", SAFAR_CLICKHOUSE_URL: "" };
      const { code, stderr } = await runSafar(["collect", "--port", "0", "--ops-port", "0"], alone).ended;
      expect(`${code} ${stderr}`).toMatch(/^2 .*needs SAFAR_CLICKHOUSE_URL/);
    });

    it("collect without ClickHouse tells providers of e-mail that it takes nothing, so that they tell again", async () => {
      const alone = await start({ SAFAR_CLICKHOUSE_URL: "" }, "collect", "--port", "0");
      const token = sealSource(sealWith(MESSAGE_KEY), "email", "shop");
      const answer = await fetch(`${alone.ready.collector}/m/email/postmark?t=${token}`, {
        ...{ method: "POST", body: JSON.stringify({ RecordType: "Bounce" }) },
      });
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "3600"]);
    });
  },
  { own: true },
);
