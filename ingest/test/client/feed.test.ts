import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Safar } from "@safar/node";
import { afterEach, describe, expect, test } from "vitest";
import { createFeed } from "../../src/client/feed.js";

/** A collector's door: answers every batch as it is told to, and notes what arrived. */
interface Door {
  readonly host: string;
  readonly arrived: string[];
  close(): void;
}

let open: Door | undefined;
afterEach(() => open?.close());

async function openDoor(status: number): Promise<Door> {
  const arrived: string[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { batch } = JSON.parse(Buffer.concat(chunks).toString()) as { batch: { messageId: string }[] };
    if (status === 200) arrived.push(...batch.map(({ messageId }) => messageId));
    const answer = {
      success: status === 200,
      accepted: batch.length,
      rejected: [],
      code: "unknown_write_key",
      message: "no",
    };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open = {
    host: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    close: () => void server.close(),
  };
  return open;
}

const call = (number: number) =>
  ({ type: "track", userId: "u", event: "Seen", messageId: `m${number}` }) as const;

describe("a feed", () => {
  test("never has more than two windows of events on their way", async () => {
    const { host, arrived } = await openDoor(200);
    const safar = new Safar({ host, writeKey: "key", flushAt: 10 });
    let added = 0;
    const marks: number[] = [];
    const feed = createFeed(safar, {
      window: 100,
      mark: () => added,
      onTrouble: () => expect.unreachable("the door is open"),
      onAcknowledged: (mark) => {
        expect(arrived.length).toBeGreaterThanOrEqual(mark);
        marks.push(mark);
      },
    });
    let most = 0;
    for (let number = 1; number <= 1_050; number++) {
      added = number;
      await feed.add(call(number));
      most = Math.max(most, number - arrived.length);
    }
    await feed.end();
    await safar.close();
    expect(most).toBeLessThanOrEqual(200);
    expect(marks).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000, 1_050]);
    expect(arrived).toHaveLength(1_050);
    expect(safar.stats).toMatchObject({ sent: 1_050, queued: 0 });
  });

  test("stops with the reason when events are not taken, and acknowledges nothing", async () => {
    const { host } = await openDoor(401);
    const safar = new Safar({ host, writeKey: "wrong" });
    const feed = createFeed(safar, {
      window: 10,
      mark: () => 0,
      onTrouble: () => expect.unreachable("a refusal is not repeated"),
      onAcknowledged: () => expect.unreachable("nothing was acknowledged"),
    });
    const feeding = (async () => {
      for (let number = 1; number <= 100; number++) await feed.add(call(number));
      await feed.end();
    })();
    await expect(feeding).rejects.toThrow("unauthorized");
    await safar.close();
  });
});
