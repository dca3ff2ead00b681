import { mkdtemp, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { onSmallDisk } from "../../faults/small-disk.js";
import { type ServeProcess, startServe } from "../../journey/serve-process.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-filling-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a disk that fills", () => {
  it("is answered with 503 and Retry-After; what was acknowledged stays, and all goes on when there is room", () =>
    onSmallDisk(join(folder, "disk"), "size=96m", async () => {
      const disk = join(folder, "disk");
      const server = await startServe(join(disk, "data"));
      const { bavail, bsize } = await statfs(disk);
      await writeFile(join(disk, "filler"), Buffer.alloc(Math.max(0, bavail * bsize - 12 * 1024 * 1024)));

      const acknowledged: string[] = [];
      let refused: Response | undefined;
      for (let n = 0; n < 4000 && refused === undefined; n++) {
        const messageId = `full-${n}`;
        const answer = await track(server, messageId);
        if (answer.status === 200) acknowledged.push(messageId);
        else refused = answer;
      }
      expect(refused?.status).toBe(503);
      expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await refused?.json()).toMatchObject({ success: false, code: "storage_unavailable" });

      await rm(join(disk, "filler"));
      expect((await track(server, "room")).status).toBe(200);
      const stored = await server.rows<{ message_id: string }>("SELECT message_id FROM events");
      const ids = new Set(stored.map((row) => row.message_id));
      expect([...acknowledged, "room"].filter((id) => !ids.has(id))).toEqual([]);
      expect(await server.end("SIGTERM")).toBe(0);
    }));
});

/** Sends one event of 30 KB that no codec makes smaller. */
function track(server: ServeProcess, messageId: string): Promise<Response> {
  const noise = Buffer.from(crypto.getRandomValues(new Uint8Array(22_000))).toString("base64");
  return fetch(`${server.collector}/v1/track`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${server.writeKey}:`)}` },
    body: JSON.stringify({ messageId, userId: "u", event: "x", properties: { noise } }),
  });
}
