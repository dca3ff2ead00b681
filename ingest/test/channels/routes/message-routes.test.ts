import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { messageLinks } from "../../../src/channels/links/message-links.js";
import { sealWith } from "../../../src/channels/links/seal.js";
import type { MessageAbout } from "../../../src/channels/message-about.js";
import { startCollector, type TestCollector } from "../../collect/collector.js";

const BROWSER = "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36";
let collector: TestCollector;
let key: string;
let people = 0;

beforeAll(async () => {
  collector = await startCollector();
  ({ key } = JSON.parse(await readFile(join(collector.folder, "messages.json"), "utf8")));
});
afterAll(() => collector.stop());

/** Links of a message to somebody new, an hour ago. */
function message(changes: Partial<MessageAbout> = {}) {
  people += 1;
  const userId = `reader-${people}`;
  const about: MessageAbout = {
    ...{ id: `m-${people}`, source: "shop", userId, channel: "email", kind: "marketing", to: "a@b.example" },
    ...{ journey: "welcome", node: "hello", language: "en", at: Date.now() - 3_600_000, ...changes },
  };
  return { userId, links: messageLinks(about, sealWith(key), collector.collector) };
}

const ask = (url: string, init: RequestInit = {}) =>
  fetch(url, { redirect: "manual", ...init, headers: { "user-agent": BROWSER, ...init.headers } });

async function eventsOf(userId: string) {
  const rows = await collector.rows<{ event: string; properties: string }>(
    `SELECT event, properties FROM safar.events WHERE user_id = '${userId}' ORDER BY timestamp, message_id`,
  );
  return rows.map(({ event, properties }) => ({ event, ...JSON.parse(properties) }));
}

describe("a way to unsubscribe", () => {
  test("scanners that open every link unsubscribe nobody (mautic#9798, listmonk#1025)", async () => {
    const { userId, links } = message();
    const page = await ask(links.unsubscribe);
    const text = await page.text();
    expect([page.status, page.headers.get("referrer-policy")]).toEqual([200, "no-referrer"]);
    expect(text).toContain('<html lang="en" dir="ltr">');
    expect(text).not.toMatch(/<script|src=/);
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect((await ask(links.unsubscribe, { method: "HEAD" })).status).toBe(200);
    expect(await eventsOf(userId)).toEqual([]);
  });

  test("one POST of a mail program unsubscribes, and is stored before it is answered (RFC 8058)", async () => {
    const { userId, links } = message();
    const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
    const answer = await ask(links.unsubscribe, { method: "POST", body, headers: { "user-agent": "" } });
    expect(answer.status).toBe(200);
    expect(await eventsOf(userId)).toEqual([
      expect.objectContaining({ event: "Unsubscribed", channel: "email", journey: "welcome", node: "hello" }),
    ]);
  });

  test("the page is in Persian from right to left for who got the message in Persian, and takes a choice", async () => {
    const { userId, links } = message({ language: "fa" });
    expect(await (await ask(links.unsubscribe)).text()).toContain('<html lang="fa" dir="rtl">');
    const body = new URLSearchParams({ do: "choose", channel: "sms" });
    const saved = await (await ask(links.unsubscribe, { method: "POST", body })).text();
    expect(saved).toContain('value="sms" checked');
    const said = (await eventsOf(userId)).map(({ event, channel }) => `${event} ${channel}`).sort();
    expect(said).toEqual(["Subscribed sms", "Unsubscribed email", "Unsubscribed push"]);
  });

  test("the page shows what its person wants now, and after one click what is left of it", async () => {
    const { links } = message();
    const ticked = async (answer: Response) =>
      [...(await answer.text()).matchAll(/value="(\w+)" checked/g)].map(([, channel]) => channel);
    expect(await ticked(await ask(links.unsubscribe))).toEqual([]);
    const choose = new URLSearchParams([
      ...[["do", "choose"] as [string, string]],
      ...[["channel", "email"] as [string, string], ["channel", "sms"] as [string, string]],
    ]);
    await ask(links.unsubscribe, { method: "POST", body: choose });
    expect(await ticked(await ask(links.unsubscribe))).toEqual(["email", "sms"]);
    // Another person's link shows another person's choices.
    expect(await ticked(await ask(message().links.unsubscribe))).toEqual([]);
    const click = new URLSearchParams({ do: "unsubscribe" });
    expect(await ticked(await ask(links.unsubscribe, { method: "POST", body: click }))).toEqual(["sms"]);
    expect(await ticked(await ask(links.unsubscribe))).toEqual(["sms"]);
  });

  test("a link that was changed says so, and stores nothing", async () => {
    const { userId, links } = message();
    const wrong = links.unsubscribe.replace(/t=..../, "t=AAAA");
    for (const method of ["GET", "POST"]) expect((await ask(wrong, { method })).status).toBe(404);
    const other = links.open.replace("/m/open.gif", "/m/unsubscribe");
    expect((await ask(other, { method: "POST" })).status).toBe(404);
    expect(await eventsOf(userId)).toEqual([]);
  });
});

describe("a link and the image of a message", () => {
  test("leads where the template says, and a person's click is told from a machine's", async () => {
    const { userId, links } = message();
    const target = "https://shop.example/cart?id=1&x=%D8%B3";
    const answer = await ask(links.click(target));
    expect([answer.status, answer.headers.get("location")]).toEqual([302, target]);
    await ask(links.click(target), { headers: { "sec-purpose": "prefetch" } });
    await ask(links.open);
    const told = (await eventsOf(userId)).map(({ event, by, link_url }) => [event, by, link_url]);
    expect(told.sort()).toEqual([
      ["Email Link Clicked", "machine", target],
      ["Email Link Clicked", "person", target],
      ["Email Opened", "person", undefined],
    ]);
  });

  test("leads nowhere else: a target beside the token counts nothing", async () => {
    const { links } = message();
    const url = `${links.click("https://shop.example/")}&url=https://evil.example/`;
    expect((await ask(url)).headers.get("location")).toBe("https://shop.example/");
    const made = `${collector.collector}/m/click?t=https://evil.example/`;
    expect((await ask(made)).status).toBe(404);
  });
});
