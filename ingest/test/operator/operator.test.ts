import { statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readRunning } from "../../src/data-folder/running.js";
import { keptOperatorSecret } from "../../src/operator/secret.js";
import { startCollector, type TestCollector } from "../collect/collector.js";

let collector: TestCollector;
let secret: string;

beforeAll(async () => {
  collector = await startCollector();
  secret = (await keptOperatorSecret(collector.folder))!;
});
afterAll(() => collector.stop());

const ask = (path: string, authorization?: string) =>
  fetch(`${collector.ops}${path}`, authorization === undefined ? {} : { headers: { authorization } });

it("keeps the secret and the addresses where only the owner reads them", async () => {
  for (const name of ["operator.json", "running.json"])
    expect(statSync(join(collector.folder, name)).mode & 0o777).toBe(0o600);
  expect(secret.length).toBeGreaterThanOrEqual(32);
  const { collector: address, clickhouse, ops } = collector;
  expect(await readRunning(collector.folder)).toEqual({ collector: address, clickhouse, ops });
});

it.each([
  ["without a secret", undefined],
  ["with the public write key", () => `Bearer ${collector.writeKey}`],
  ["with the analysts' password", () => `Bearer ${collector.clickhousePassword}`],
  ["with the secret in another way", () => `Basic ${btoa(`${secret}:`)}`],
  ["with half of it", () => `Bearer ${secret.slice(0, 16)}`],
] as const)("is closed %s", async (_, authorization) => {
  const answer = await ask("/operator/tail", authorization?.());
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ success: false, code: "wrong_secret" });
});

it("is open with it, and only on the operations port", async () => {
  const answer = await ask("/operator/", `Bearer ${secret}`);
  expect([answer.status, await answer.json()]).toEqual([200, { name: "safar", pid: process.pid }]);
  const outside = await fetch(`${collector.collector}/operator/`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  expect(outside.status).toBe(404);
  for (const path of ["/metrics", "/livez", "/readyz"])
    expect((await fetch(`${collector.collector}${path}`)).status).toBe(404);
});

it("shows what is accepted and refused as it comes, held to a filter", async () => {
  const follow = async (query: string) => {
    const answer = await ask(`/operator/tail?${query}`, `Bearer ${secret}`);
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    return async (lines: number) => {
      const all = () => text.split("\n").filter((line) => line !== "");
      while (all().length < lines) text += (await reader.read()).value ?? "";
      await reader.cancel();
      return all().map((line) => JSON.parse(line));
    };
  };
  const [all, refused, ofAnn] = await Promise.all([follow(""), follow("refused=true"), follow("user=ann")]);
  const batch = [
    {
      type: "track",
      event: "Cart Viewed",
      userId: "bob",
      messageId: "t1",
      properties: { n: 1, password: "x" },
    },
    { type: "track", event: "Order Completed", userId: "ann", messageId: "t2" },
    { type: "page", userId: "ann", messageId: "t3" },
  ];
  await collector.post("/v1/batch", JSON.stringify({ batch }));
  const letter = { kind: "refused", source: "shop", code: "missing_order_id", messageId: "t2" };
  expect(await all(3)).toMatchObject([
    { kind: "event", source: "shop", event: { messageId: "t1", properties: { n: 1 } } },
    { kind: "event", event: { messageId: "t3" } },
    letter,
  ]);
  expect(await refused(1)).toMatchObject([letter]);
  expect(await ofAnn(2)).toMatchObject([{ event: { messageId: "t3" } }, { messageId: "t2" }]);
  const wrong = await ask("/operator/tail?fast=1&refused=perhaps", `Bearer ${secret}`);
  expect(wrong.status).toBe(400);
});
