import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { checkMailbox } from "../../../../src/channels/email/mailbox/check-mailbox.js";
import { readOnce } from "../../../../src/channels/email/mailbox/keep-mailbox.js";
import { bounceMailbox } from "../../../../src/channels/email/mailbox/mailbox-settings.js";
import type { Position } from "../../../../src/channels/email/mailbox/open-mailbox.js";
import type { TrackedEvent } from "../../../../src/channels/fate.js";
import { sealWith } from "../../../../src/channels/links/seal.js";
import { startCollector } from "../../../collect/collector.js";
import { startDovecot } from "./dovecot.js";

// Dovecot is a real IMAP server, and the reports are what a real Postfix sent.
const KEY = "0123456789abcdef0123456789abcdef";
const report = (name: string) => readFile(new URL(`reports/postfix-${name}.eml`, import.meta.url));
let dovecot: Awaited<ReturnType<typeof startDovecot>>;
beforeAll(async () => {
  dovecot = await startDovecot();
});
afterAll(() => dovecot?.close());

const settings = (url: string) => ({ SAFAR_BOUNCES_URL: url });

test("the mailbox is read, once however often, and what people write there is left alone", async () => {
  let position: Position | undefined;
  const events: TrackedEvent[] = [];
  const parts = {
    mailbox: bounceMailbox(settings(dovecot.url))!,
    ...{ seal: sealWith(KEY), finder: { byMessageId: async () => undefined }, sourceIds: () => ["shop"] },
    async track(_source: string, event: TrackedEvent) {
      events.push(event);
      return undefined;
    },
    memory: {
      read: async () => position,
      async write(next: Position) {
        position = next;
      },
    },
    logger: { info() {}, warn() {} },
  };
  expect(await readOnce(parts)).toBe(0);
  await dovecot.deliver("From: ann@far.example\nSubject: Hello\n\nWhere is my parcel?\n");
  await dovecot.deliver(await report("dead"));
  // The returned message is 3 MB: the beginning says all.
  await dovecot.deliver(Buffer.concat([await report("full"), Buffer.alloc(3_000_000, "x\n")]));
  expect(await readOnce(parts)).toBe(2);
  expect(await readOnce(parts)).toBe(0);
  await dovecot.deliver(await report("spam"));
  expect(await readOnce(parts)).toBe(1);
  expect(events.map(({ userId, properties }) => [userId, properties.bounce_type])).toEqual([
    ["user-dead", "hard"],
    ["user-full", "soft"],
    ["user-spam", "soft"],
  ]);
  // A mailbox that was made anew counts from the beginning, and tells the same events.
  position = { ...position!, validity: "1" };
  expect(await readOnce(parts)).toBe(3);
  expect(new Set(events.map(({ messageId }) => messageId)).size).toBe(3);
});

test("a check says whether it can be read, without the password", async () => {
  expect(await checkMailbox(settings(""))).toBeUndefined();
  expect((await checkMailbox(settings(dovecot.url)))!.said).toMatch(
    /^INBOX of bounces@shop\.example at 127\.0\.0\.1 can be read: \d e-mails? in it$/,
  );
  const problemOf = async (url: string) => (await checkMailbox(settings(url)))!.problem!;
  expect(await problemOf(dovecot.wrongUrl)).toMatch(/can't be read: the log-in was refused/);
  expect(await problemOf(dovecot.url.replace("INBOX", "Nowhere"))).toMatch(/Nowhere of .* can't be read/);
  expect(await problemOf("imap://a:b@127.0.0.1:1/INBOX?ignoreTLS=true")).toContain("ECONNREFUSED");
  // No password in the clear because somebody took STARTTLS out of the answer.
  expect(await problemOf(dovecot.strictUrl)).toMatch(/can't be read/);
  for (const url of ["imap://host/INBOX", "imaps://a:b@host/?logger=true", "imaps://a:%@host/"])
    expect(await problemOf(url)).toMatch(/^SAFAR_BOUNCES_URL /);
  expect(await problemOf(dovecot.wrongUrl)).not.toContain("wrong");
});

test("`safar serve` tells of what came back, and the address gets nothing more", async () => {
  const collector = await startCollector({ SAFAR_MESSAGE_KEY: KEY, SAFAR_BOUNCES_URL: dovecot.url });
  try {
    await vi.waitFor(
      async () => {
        const told = await collector.rows<{ user: string; email: string }>(
          `SELECT user_id AS user, JSONExtractString(properties, 'email') AS email FROM safar.events
           WHERE event = 'Email Bounced' AND JSONExtractString(properties, 'bounce_type') = 'hard'`,
        );
        expect(told).toEqual([{ user: "user-dead", email: "dead@far.example" }]);
      },
      { timeout: 60_000, interval: 500 },
    );
  } finally {
    await collector.stop();
  }
});
