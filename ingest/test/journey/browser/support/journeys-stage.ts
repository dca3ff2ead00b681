import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { newReader, type Reader } from "../../../ask/dashboard/reader.js";
import { type MailServer, startMailServer } from "../../../channels/email/mail-server.js";
import { runSafar, type ServeProcess, startServe } from "../../serve-process.js";

/** A collector that carries journeys out by a real mail server. */
export interface JourneysStage {
  readonly collector: ServeProcess & { readonly clickhousePassword: string };
  readonly mail: MailServer;
  readonly reader: Reader;
  /** The data folder. */
  readonly data: string;
  publish(definition: object): Promise<void>;
  send(events: readonly object[]): Promise<void>;
  /** Waits until the engine has taken in so many runs, and sent all messages that are due. */
  settled(runs: number): Promise<void>;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;

/** A cart that is left behind. Events of two years count, so that a past can be made. */
export const CART = {
  name: "cart",
  title: "Abandoned cart · سبد رهاشده",
  description: "Reminds of a cart after an hour and after a day; never after the order.",
  entry: { event: "Product Added", within: "24 months", again: "7 days" },
  goal: { event: "Order Completed" },
  control: 30,
  quiet: false,
  caps: { perDay: 100, perWeek: 500 },
  start: "hour",
  nodes: {
    hour: { type: "delay", for: "1 hour", next: "remind" },
    remind: {
      type: "send",
      channels: ["email"],
      message: {
        en: { subject: "Your cart is still here", text: "We kept it for you." },
        fa: { subject: "سبد خریدتان هنوز اینجاست", text: "آن را برایتان نگه داشته‌ایم." },
      },
      next: "loyal",
    },
    loyal: {
      type: "if",
      condition: {
        all: [
          { did: "Order Completed", atLeast: 2, within: "12 months" },
          { trait: "city", is: "Tehran" },
        ],
      },
      yes: "day",
      no: "lot",
    },
    lot: { type: "split", ways: { offer: { share: 60, next: "offer" }, plain: { share: 40, next: "day" } } },
    offer: {
      type: "send",
      channels: ["email"],
      message: {
        en: { subject: "Free delivery today", text: "For {{ profile.first_name | default: 'you' }}." },
        fa: { subject: "امروز ارسال رایگان", text: "برای شما." },
      },
      next: "day",
    },
    day: { type: "delay", for: "23 hours", until: { at: "usual", orAt: "10:00" }, next: "order" },
    order: { type: "wait", event: "Order Completed", atMost: "3 days", yes: "end", no: "last" },
    last: {
      type: "send",
      channels: ["email"],
      message: { en: { subject: "The last call", text: "It goes tomorrow." } },
      next: "end",
    },
  },
} as const;

/** Who left a cart 40 to 60 days ago, and who did right now. */
export const PEOPLE = { past: 90, now: 12 } as const;

/** Some ordered the day after, some said nothing about e-mails, and some have no address. */
export function cartEvents(now = Date.now()): object[] {
  const person = (n: number, at: number) => {
    const userId = `person-${n}`;
    const told = (after: number) => new Date(at + after).toISOString();
    return [
      {
        ...{ type: "identify", userId, messageId: `${userId}-is`, timestamp: told(-1000) },
        traits: {
          first_name: `Person ${n}`,
          ...(n % 9 === 0 ? {} : { email: `${userId}@shop.example` }),
          ...(n % 5 === 0 ? {} : { marketing_email: true }),
        },
      },
      {
        ...{ type: "track", userId, event: "Product Added", messageId: `${userId}-cart`, timestamp: told(0) },
        properties: { product_id: "p1", name: "Kettle" },
      },
    ];
  };
  const order = (n: number, at: number) => ({
    ...{ type: "track", userId: `person-${n}`, event: "Order Completed", messageId: `person-${n}-order` },
    timestamp: new Date(at + DAY_MS / 2).toISOString(),
    properties: { order_id: `o-${n}`, revenue: 40 + (n % 7), currency: "EUR" },
  });
  const past = Array.from({ length: PEOPLE.past }, (_, n) => now - (40 + (n % 20)) * DAY_MS);
  return [
    ...past.flatMap((at, n) => person(n, at)),
    ...past.flatMap((at, n) => (n % 3 === 0 ? [order(n, at)] : [])),
    ...Array.from({ length: PEOPLE.now }, (_, n) => person(PEOPLE.past + n, now)).flat(),
  ];
}

/** What an editor and an operator sign in with. */
export const PASSWORDS = {
  SAFAR_DASHBOARD_EDITOR_PASSWORD: "editor of this shop",
  SAFAR_DASHBOARD_OPERATOR_PASSWORD: "operator of this shop",
} as const;

/**
 * @param env settings beside those of mail and passwords
 * @param args of `safar serve`, beside the data folder
 */
export async function openJourneysStage(
  env: NodeJS.ProcessEnv = {},
  args: readonly string[] = [],
): Promise<JourneysStage> {
  const folder = await mkdtemp(join(tmpdir(), "safar-desk-"));
  const mail = await startMailServer();
  const data = join(folder, "data");
  const served = await startServe(data, args, {
    SAFAR_SMTP_URL: `smtp://127.0.0.1:${mail.port}?ignoreTLS=true`,
    SAFAR_EMAIL_FROM: "Shop <hello@shop.example>",
    SAFAR_PUBLIC_URL: "https://collect.shop.example",
    ...PASSWORDS,
    ...env,
  });
  const collector = { ...served, clickhousePassword: served.password };
  const reader = newReader(collector);
  await reader.signIn(collector.clickhousePassword);
  return {
    ...{ collector, mail, reader, data },
    async publish(definition) {
      const { name } = definition as { name: string };
      const file = join(folder, `${name}.json`);
      await writeFile(file, JSON.stringify(definition));
      const { code, stderr } = await runSafar([...["journeys", "publish", file, "--yes", "--data", data]])
        .ended;
      if (code !== 0) throw new Error(stderr);
    },
    async send(events) {
      const answer = await fetch(`${served.collector}/v1/batch`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${served.writeKey}:`)}` },
        body: JSON.stringify({ batch: events }),
      });
      const body = (await answer.json()) as { accepted: number };
      if (body.accepted !== events.length) throw new Error(`Not all were taken: ${JSON.stringify(body)}`);
    },
    async settled(runs) {
      for (;;) {
        const [row] = await served.rows<{ runs: string; open: string }>(
          `SELECT toString(countIf(record = 'run')) AS runs,
             toString(countIf(status IN ('intended', 'attempted') OR (status = 'waiting' AND due_at < now()))) AS open
           FROM safar.journey_rows FINAL`,
        );
        if (Number(row?.runs) >= runs && Number(row?.open) === 0) return;
        await sleep(250);
      }
    },
    async close() {
      await served.end("SIGTERM");
      await mail.close();
      await rm(folder, { recursive: true });
    },
  };
}
