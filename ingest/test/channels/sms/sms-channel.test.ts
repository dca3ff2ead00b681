import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { OutgoingMessage } from "../../../src/channels/channel.js";
import type { SmsProvider } from "../../../src/channels/sms/provider.js";
import { KAVENEGAR } from "../../../src/channels/sms/providers/kavenegar.js";
import { SMSIR } from "../../../src/channels/sms/providers/smsir.js";
import { TWILIO } from "../../../src/channels/sms/providers/twilio.js";
import { type SmsAccount, smsChannel } from "../../../src/channels/sms/sms-channel.js";
import { smsSettings } from "../../../src/channels/sms/sms-settings.js";
import { type Behaviour, startSmsProvider } from "./sms-provider.js";

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

const NEVER = new AbortController().signal;
const ACCOUNT: SmsAccount = { from: "10004346", key: "k/ey", account: "AC1" };
const TEXT = "سبد خرید شما هنوز اینجاست";
const message = (changes: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  ...{ id: "m-1", channel: "sms", kind: "marketing", to: "0912 123 4567", language: "fa" },
  content: { text: TEXT },
  receiptUrl: "https://collect.shop.example/m/sms/receipt?t=token",
  ...changes,
});

/** A provider's file, its calls led to a stand-in. */
async function standIn(provider: SmsProvider, behaviour: Behaviour, account = ACCOUNT) {
  const { ledger, url, close } = await startSmsProvider(() => behaviour);
  stop = close;
  const path = provider.request.url.replace(/^https:\/\/[^/]+/, url);
  return {
    ledger,
    channel: smsChannel({ ...provider, request: { ...provider.request, url: path } }, account),
  };
}

describe("Kavenegar", () => {
  const taken = {
    return: { status: 200, message: "تایید شد" },
    entries: [{ messageid: 8792343, status: 1, cost: 120 }],
  };

  it("is asked by its form, and tells its id and the cost in rials", async () => {
    const { ledger, channel } = await standIn(KAVENEGAR, { is: "answers", body: taken });
    expect(await channel.send(message(), NEVER)).toEqual({
      ...{ is: "sent", providerId: "8792343", parts: 1, cost: { amount: 120, currency: "IRR" } },
    });
    const [call] = ledger;
    expect([call!.method, call!.path]).toEqual(["POST", "/v1/k%2Fey/sms/send.json"]);
    expect(Object.fromEntries(new URLSearchParams(call!.body))).toEqual({
      ...{ receptor: "09121234567", sender: "10004346", message: TEXT },
      localid: expect.stringMatching(/^\d{1,15}$/),
    });
  });

  it("gets the same local id for the same message", async () => {
    const { ledger, channel } = await standIn(KAVENEGAR, { is: "answers", body: taken });
    for (const id of ["m-1", "m-1", "m-2"]) await channel.send(message({ id }), NEVER);
    const ids = ledger.map(({ body }) => new URLSearchParams(body).get("localid"));
    expect([ids[0] === ids[1], ids[0] === ids[2], channel.isIdempotent]).toEqual([true, false, true]);
  });

  it.each([
    [411, { is: "rejected", isAddressDead: true }],
    [418, { is: "retryable", afterMs: 60_000 }],
    [403, { is: "retryable", afterMs: 60_000 }],
    [413, { is: "rejected" }],
  ])("says no by %i", async (status, outcome) => {
    const body = { return: { status, message: "نه" }, entries: null };
    const { channel } = await standIn(KAVENEGAR, { is: "answers", status, body });
    expect(await channel.send(message(), NEVER)).toEqual({
      ...outcome,
      reason: `it answered ${status}: ${status}: نه`,
    });
  });
});

describe("SMS.ir", () => {
  it("is asked by JSON with the line as a number", async () => {
    const body = { status: 1, message: "موفق", data: { packId: "p", messageIds: [86522023], cost: 1 } };
    const { ledger, channel } = await standIn(SMSIR, { is: "answers", body });
    expect(await channel.send(message(), NEVER)).toEqual({ is: "sent", providerId: "86522023", parts: 1 });
    expect([ledger[0]!.path, ledger[0]!.headers["x-api-key"]]).toEqual(["/v1/send/bulk", "k/ey"]);
    expect(JSON.parse(ledger[0]!.body)).toEqual({
      ...{ lineNumber: 10_004_346, messageText: TEXT, mobiles: ["09121234567"] },
    });
  });

  it("says no in an answer of 400, and also in one of 200", async () => {
    for (const status of [400, 200]) {
      const { channel } = await standIn(SMSIR, {
        is: "answers",
        status,
        body: { status: 104, message: "نه" },
      });
      expect(await channel.send(message(), NEVER)).toMatchObject({ is: "rejected" });
      await stop?.();
    }
    stop = undefined;
  });
});

describe("Twilio", () => {
  it("is asked by its form with the log-in, and told where to send receipts", async () => {
    const price = { amount: 0.0079, currency: "USD" };
    const body = { sid: "SM1", status: "queued", price: null };
    const { ledger, channel } = await standIn(
      TWILIO,
      { is: "answers", status: 201, body },
      { ...ACCOUNT, price },
    );
    const long = "a".repeat(161);
    expect(
      await channel.send(message({ to: "+44 20 7946 0000", content: { text: TEXT, short: long } }), NEVER),
    ).toEqual({
      ...{ is: "sent", providerId: "SM1", parts: 2, cost: { amount: 0.0158, currency: "USD" } },
    });
    const [call] = ledger;
    expect([call!.path, call!.headers.authorization]).toEqual([
      "/2010-04-01/Accounts/AC1/Messages.json",
      `Basic ${btoa("AC1:k/ey")}`,
    ]);
    expect(Object.fromEntries(new URLSearchParams(call!.body))).toEqual({
      ...{ To: "+442079460000", From: "10004346", Body: long, StatusCallback: message().receiptUrl },
    });
  });

  it.each([
    [21_610, { is: "rejected", isAddressDead: true }],
    [21_612, { is: "rejected" }],
  ])("says no by %i", async (code, outcome) => {
    const { channel } = await standIn(TWILIO, { is: "answers", status: 400, body: { code, message: "no" } });
    expect(await channel.send(message(), NEVER)).toMatchObject(outcome);
  });
});

describe("any provider", () => {
  it.each([
    ["takes it and drops the connection", { is: "drops" }, { is: "in-doubt" }, 1],
    ["takes it and answers 500", { is: "answers", status: 500 }, { is: "in-doubt" }, 1],
    ["answers what can't be read", { is: "answers", body: "<html>" }, { is: "in-doubt" }, 1],
    ["answers more than is read", { is: "answers", body: " ".repeat(100_000) }, { is: "in-doubt" }, 1],
    ["has too much to do", { is: "refuses", status: 429 }, { is: "retryable" }, 0],
    ["does not know the log-in", { is: "refuses", status: 401 }, { is: "retryable", afterMs: 60_000 }, 0],
  ] as const)("that %s", async (_, behaviour, outcome, took) => {
    const { ledger, channel } = await standIn(SMSIR, behaviour);
    expect(await channel.send(message(), NEVER)).toMatchObject(outcome);
    expect(ledger).toHaveLength(took);
  });

  it("that never answers is in doubt when the wait ends", async () => {
    const { ledger, channel } = await standIn(SMSIR, { is: "waits" });
    const wait = new AbortController();
    const sent = channel.send(message(), wait.signal);
    while (ledger.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    wait.abort();
    expect(await sent).toMatchObject({ is: "in-doubt" });
  });

  it("that is not there certainly took nothing", async () => {
    const { channel } = await standIn(SMSIR, { is: "answers" });
    await stop?.();
    stop = undefined;
    expect(await channel.send(message(), NEVER)).toMatchObject({ is: "retryable" });
  });

  it("is not asked for what is no number with its country, or has too many parts", async () => {
    const { ledger, channel } = await standIn(SMSIR, { is: "answers" });
    for (const to of ["02079460000", "sara", "", "+98912\r\nx: y"])
      expect(await channel.send(message({ to }), NEVER)).toMatchObject({
        is: "rejected",
        isAddressDead: true,
      });
    const long = { text: "س".repeat(671) };
    expect(await channel.send(message({ content: long }), NEVER)).toEqual({
      ...{ is: "rejected", reason: "it has 11 parts, and at most 10" },
    });
    expect(ledger).toEqual([]);
  });

  it("gets braces of a text as they are", async () => {
    const { ledger, channel } = await standIn(SMSIR, { is: "answers" });
    await channel.send(message({ content: { text: "{key} {from|number}" } }), NEVER);
    expect(JSON.parse(ledger[0]!.body).messageText).toBe("{key} {from|number}");
  });
});

describe("the settings", () => {
  const settings = (changes: Record<string, string>) => ({
    ...{ SAFAR_SMS_PROVIDER: "kavenegar", SAFAR_SMS_FROM: "10004346", SAFAR_SMS_KEY: "k" },
    ...{ SAFAR_SMS_ACCOUNT: "", SAFAR_SMS_PRICE: "", ...changes },
  });

  it.each([
    [{ SAFAR_SMS_KEY: "" }, "SAFAR_SMS_PROVIDER kavenegar needs SAFAR_SMS_KEY."],
    [{ SAFAR_SMS_PROVIDER: "twilio" }, "SAFAR_SMS_PROVIDER twilio needs SAFAR_SMS_ACCOUNT."],
    [{ SAFAR_SMS_PROVIDER: "smsir", SAFAR_SMS_FROM: "Shop" }, 'SAFAR_SMS_FROM "Shop" is no number'],
    [
      { SAFAR_SMS_PROVIDER: "other" },
      '"other" is not known. There are kavenegar, smsir, twilio, or a .json file',
    ],
    [{ SAFAR_SMS_PROVIDER: "nowhere.json" }, "SAFAR_SMS_PROVIDER nowhere.json can't be read"],
  ])("%j are refused", async (changes, text) => {
    await expect(smsSettings(settings(changes))).rejects.toThrow(text);
  });

  it("describe any other provider by a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "safar-sms-"));
    const file = join(folder, "provider.json");
    await writeFile(
      file,
      JSON.stringify({ name: "own", request: { url: "http://127.0.0.1:1/", query: { to: "{to}" } } }),
    );
    expect(
      await smsSettings(settings({ SAFAR_SMS_PROVIDER: file, SAFAR_SMS_PRICE: "0.0079 USD" })),
    ).toMatchObject({
      provider: { name: "own" },
      account: { price: { amount: 0.0079, currency: "USD" } },
    });
    await writeFile(file, JSON.stringify({ name: "own", request: { uri: "x" } }));
    await expect(smsSettings(settings({ SAFAR_SMS_PROVIDER: file }))).rejects.toThrow(
      "describes no provider: /request",
    );
    const device = join(folder, "zero.json");
    await symlink("/dev/zero", device);
    await expect(smsSettings(settings({ SAFAR_SMS_PROVIDER: device }))).rejects.toThrow("no regular file");
    await rm(folder, { recursive: true });
  });
});
