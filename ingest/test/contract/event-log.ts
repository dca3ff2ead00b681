import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type EventLog,
  EventLogFullError,
  EventLogUnavailableError,
  type LogRecords,
} from "../../src/store/event-log/event-log.js";

export interface EventLogUnderTest {
  /** A log on the same storage; each test opens its own. */
  open(options?: { maxPendingChars?: number; lingerMs?: number }): EventLog;
  /** Every row that is durable now, of either kind. */
  stored(): Promise<{ events: string[]; deadLetters: string[] }>;
  /** Makes the storage refuse, or take again. */
  setRefusing(refusing: boolean): void;
  close(): Promise<void>;
}

let number = 0;

/** One request's records with rows that no other has. */
function request(events: number, deadLetters = 0): LogRecords {
  const rows = (count: number) => Array.from({ length: count }, () => JSON.stringify([`row-${++number}`]));
  return {
    events: rows(events),
    people: Array.from({ length: events }, (_, i) => `person-${i % 3}`),
    deadLetters: rows(deadLetters),
  };
}

/** What every adapter of the event log port does. Rows have one column, a text. */
export function describeEventLog(name: string, open: () => Promise<EventLogUnderTest>): void {
  describe(`${name} as an event log`, () => {
    let storage: EventLogUnderTest;
    beforeAll(async () => {
      storage = await open();
    });
    afterAll(() => storage?.close());

    it("has stored every record of a request when it answers", async () => {
      const log = storage.open();
      const records = request(3, 2);
      await log.append(records);
      const stored = await storage.stored();
      expect(stored.events).toEqual(expect.arrayContaining([...records.events]));
      expect(stored.deadLetters).toEqual(expect.arrayContaining([...records.deadLetters]));
      await log.close();
    });

    it("stores requests that arrive at once, each record once", async () => {
      const log = storage.open();
      const requests = Array.from({ length: 100 }, (_, i) => request(i % 7, i % 3));
      await Promise.all(requests.map((records) => log.append(records)));
      const stored = await storage.stored();
      for (const kind of ["events", "deadLetters"] as const) {
        const wanted = requests.flatMap((records) => records[kind]);
        expect(stored[kind].filter((row) => wanted.includes(row)).sort()).toEqual(wanted.sort());
      }
      await log.close();
    });

    it("keeps text as it is", async () => {
      const log = storage.open();
      const row = JSON.stringify(["\u0000 \"quoted\" 'single' \\ line\nbreak سفر 😀 ".repeat(1_000)]);
      await log.append({ events: [row], people: ["p"], deadLetters: [] });
      const { events } = await storage.stored();
      expect(events.map((text) => JSON.parse(text)[0])).toContain(JSON.parse(row)[0]);
      await log.close();
    });

    it("acknowledges nothing that was not stored, says when to come back, and takes up again by itself", async () => {
      const log = storage.open();
      await log.append(request(1));
      storage.setRefusing(true);
      const refused = await Promise.allSettled([log.append(request(2)), log.append(request(0, 1))]);
      for (const result of refused) {
        const { reason } = result as PromiseRejectedResult;
        expect(reason).toBeInstanceOf(EventLogUnavailableError);
        expect(reason).not.toBeInstanceOf(EventLogFullError);
        expect(reason.retryAfterSeconds).toBeGreaterThanOrEqual(1);
        expect(reason.retryAfterSeconds).toBeLessThanOrEqual(300);
      }
      storage.setRefusing(false);
      await expect.poll(() => log.unavailable(), { timeout: 10_000 }).toBeUndefined();
      const records = request(1);
      await log.append(records);
      expect((await storage.stored()).events).toContain(records.events[0]);
      await log.close();
    });

    it("refuses what goes over its bound, and takes more when that is stored", async () => {
      const log = storage.open({ maxPendingChars: 30, lingerMs: 20 });
      const first = log.append(request(1));
      await expect(log.append(request(5))).rejects.toThrow(EventLogFullError);
      await first;
      expect(log.unavailable()).toBeUndefined();
      await log.append(request(1));
      await log.close();
    });

    it("takes a request over its bound while nothing waits: its sender would bring it again for ever", async () => {
      const log = storage.open({ maxPendingChars: 30, lingerMs: 20 });
      const large = request(10);
      await log.append(large);
      expect((await storage.stored()).events).toEqual(expect.arrayContaining([...large.events]));
      await log.close();
    });

    it("stores what it took before it closes, and takes nothing after", async () => {
      const log = storage.open({ lingerMs: 30_000 });
      const records = request(2);
      const taken = log.append(records);
      await log.close();
      await taken;
      expect((await storage.stored()).events).toEqual(expect.arrayContaining([...records.events]));
      await expect(log.append(request(1))).rejects.toThrow("closed");
      expect(log.unavailable()).toMatchObject({
        message: expect.stringContaining("closed"),
      });
      await log.close();
    });
  });
}
