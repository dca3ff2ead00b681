import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startServe } from "./serve-process.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-stop-"));
});

afterAll(() => rm(folder, { recursive: true }));

it.each(["SIGTERM", "SIGINT"] as const)(
  "%s under load stores what was accepted and ends with 0",
  async (signal) => {
    const server = await startServe(folder);
    const acknowledged: string[] = [];
    const statuses = new Set<number>();
    let stopping = false;
    let count = 0;
    const sender = async () => {
      for (;;) {
        const messageIds = Array.from({ length: 20 }, () => `${signal}-${count++}`);
        const batch = messageIds.map((messageId) => ({ type: "track", messageId, userId: "u", event: "x" }));
        try {
          const response = await fetch(`${server.collector}/v1/batch`, {
            method: "POST",
            headers: { authorization: `Basic ${btoa(`${server.writeKey}:`)}` },
            body: JSON.stringify({ batch }),
          });
          statuses.add(response.status);
          if (response.status === 200) acknowledged.push(...messageIds);
        } catch (error) {
          if (stopping) return;
          throw error;
        }
      }
    };
    const senders = Array.from({ length: 10 }, sender);
    await sleep(700);
    stopping = true;
    expect(await server.end(signal)).toBe(0);
    await Promise.all(senders);
    expect(acknowledged.length).toBeGreaterThan(100);
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);

    const again = await startServe(folder);
    const rows = await again.rows<{ message_id: string }>(
      `SELECT message_id FROM events WHERE startsWith(message_id, '${signal}')`,
    );
    const stored = new Set(rows.map((row) => row.message_id));
    expect(stored.size).toBe(rows.length);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    await again.end("SIGTERM");
  },
);
