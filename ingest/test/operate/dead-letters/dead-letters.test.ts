import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow, type ValidEvent } from "../../../src/event/enrich/event-row.js";
import { unfitRowLetter } from "../../../src/event/validate/dead-letter-row.js";
import { letterEvent } from "../../../src/operate/dead-letters/letter-event.js";
import { findLetters, type LetterFilter } from "../../../src/operate/dead-letters/letters.js";
import { openHttpWarehouse } from "../../../src/store/warehouse/clickhouse-http.js";
import { startCollector, type TestCollector } from "../../collect/collector.js";
import { runSafar } from "../../journey/serve-process.js";

describe("safar dead-letters", () => {
  let collector: TestCollector;
  let server: string[];
  beforeAll(async () => {
    collector = await startCollector();
    server = ["--clickhouse", collector.clickhouse, "--password", collector.clickhousePassword];
    await collector.post(
      "/v1/batch",
      JSON.stringify({
        batch: [
          { type: "track", userId: "u", messageId: "no-name" },
          { type: "nothing", userId: "u", messageId: "no-type" },
          { type: "track", userId: "u", messageId: "fine", event: "Product Viewed" },
        ],
      }),
    );
  });
  afterAll(() => collector.stop());

  const run = async (...args: string[]) => await runSafar(["dead-letters", ...args]).ended;

  it("lists what was refused, by reason", async () => {
    const { code, stdout } = await run("list", ...server);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/no-name[\s\S]*no-type|no-type[\s\S]*no-name/)]);
    expect(stdout).not.toContain("fine");
  });

  it("shows one whole, and says when there is none", async () => {
    const { stdout } = await run("list", "--json", ...server);
    const letter = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      .find(({ messageId }) => messageId === "no-name");
    const shown = await run("show", letter.id.slice(0, 10), ...server);
    expect(shown.stdout).toContain('"messageId":"no-name"');
    expect(shown.stdout).toContain(letter.message);
    const none = await run("show", "ffffffffffff", ...server);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("There is no dead letter")]);
  });

  it("sends corrected events again, and tells of those that are refused again", async () => {
    const to = ["--host", collector.collector, "--write-key", collector.writeKey];
    const again = await run("replay", ...server, ...to);
    expect([again.code, again.stdout]).toEqual([1, "There are no events to replay.\n"]);
    expect(again.stderr.match(/can't be replayed unchanged: \w+:/g)).toHaveLength(2);

    const { child, ended } = runSafar(["dead-letters", "replay", "--from", "-", ...to], {}, "pipe");
    child.stdin!.end('{"type":"track","userId":"u","messageId":"no-name","event":"Product Viewed"}\n');
    const corrected = await ended;
    expect([corrected.code, corrected.stdout]).toEqual([0, "1 of 1 events were accepted.\n"]);
    expect(await collector.rows("SELECT message_id FROM event_rows FINAL ORDER BY message_id")).toEqual([
      { message_id: "fine" },
      { message_id: "no-name" },
    ]);
  });

  it("finds letters by the beginning of their id, their source and their reason", async () => {
    const filter: LetterFilter = { ids: [], limit: 10 };
    const warehouse = openHttpWarehouse({
      url: collector.clickhouse,
      username: "default",
      password: collector.clickhousePassword,
    });
    const all = await findLetters(warehouse, filter);
    expect(all).toHaveLength(2);
    expect(await findLetters(warehouse, { ...filter, ids: [all[0]!.id.slice(0, 8)] })).toEqual([all[0]]);
    expect(await findLetters(warehouse, { ...filter, source: "other" })).toEqual([]);
    expect(await findLetters(warehouse, { ...filter, code: all[1]!.code })).toEqual([all[1]]);
    await warehouse.close();
  });
});

describe("letterEvent", () => {
  const receivedAt = "2024-01-02 03:04:05.678";

  it("gives an event without a time the time of its receipt, and leaves any other as it is", () => {
    const body = '{"type":"track","userId":"u"}';
    expect(letterEvent({ code: "x", receivedAt, body })).toEqual({
      event: { type: "track", userId: "u", timestamp: "2024-01-02T03:04:05.678Z" },
    });
    const own = '{"timestamp":"2023-01-01T00:00:00Z"}';
    expect(letterEvent({ code: "x", receivedAt, body: own })).toEqual({
      event: { timestamp: "2023-01-01T00:00:00Z" },
    });
  });

  it("makes the same row again of a row that was refused", () => {
    const event: ValidEvent = {
      type: "track",
      messageId: "m",
      userId: "u",
      event: "Order Completed",
      timestamp: "2024-01-01T00:00:00.000Z",
      properties: { order_id: "1", revenue: 12.5, currency: "EUR" },
      context: { page: { url: "https://shop.example" } },
      _metadata: { a: 1 },
    };
    const receipt = { sourceId: "shop", sourceCurrency: "EUR", receivedAt: Date.UTC(2024, 0, 2) };
    const row = eventRow(event, receipt);
    const body = (JSON.parse(unfitRowLetter(row, "why")) as string[]).at(-1)!;
    const again = letterEvent({ code: "storage_refused", receivedAt, body });
    expect(eventRow((again as { event: ValidEvent }).event, receipt)).toBe(row);
  });

  it.each([
    ["{cut", "not valid JSON"],
    ["[1,2]", "not a JSON object"],
    ["null", "not a JSON object"],
  ])("says why %s can't be sent again", (body, reason) => {
    expect(letterEvent({ code: "x", receivedAt, body })).toEqual({ reason: expect.stringContaining(reason) });
  });

  it("says so of a row with other columns", () => {
    const body = JSON.stringify(EVENT_COLUMNS.slice(1));
    expect(letterEvent({ code: "storage_refused", receivedAt, body })).toEqual({
      reason: expect.stringContaining("does not have the columns"),
    });
  });
});
