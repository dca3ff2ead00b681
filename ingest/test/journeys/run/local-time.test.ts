import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { after, before, localMinute, nextLocal } from "../../../src/journeys/run/local-time.js";
import { quietUntil } from "../../../src/journeys/run/quiet-hours.js";
import { daysLater, nextAt, wall } from "./intl-time.js";

const iso = (at: number) => new Date(at).toISOString();
const ms = Date.parse;

/** Years in which these clocks changed; Tehran's did until 2022. */
const moments = fc.record({
  zone: fc.constantFrom("Asia/Tehran", "America/New_York", "Australia/Lord_Howe", "UTC"),
  at: fc
    .integer({ min: ms("2019-01-01") / 1000, max: ms("2026-12-31") / 1000 })
    .map((second) => second * 1000),
});

describe("local times", () => {
  it("are those of the runtime's own calendar, over all changes of the clocks (seed 22)", () => {
    fc.assert(
      fc.property(
        moments,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 1439 }),
        (where, days, minute) => {
          const { zone, at } = where;
          const time = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
          const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
          expect(iso(after(at, `${days} days`, zone))).toBe(iso(local.add({ days }).epochMilliseconds));
          expect(iso(before(at, `${days} weeks`, zone))).toBe(
            iso(local.subtract({ weeks: days }).epochMilliseconds),
          );
          expect(localMinute(at, zone)).toBe(60 * local.hour + local.minute);
          expect(iso(after(at, `${days} days`, zone))).toBe(iso(daysLater(at, days, zone)));
          expect(iso(nextLocal(at, time, zone))).toBe(iso(nextAt(at, minute, zone)));
          expect(after(at, `${days} hours`, zone)).toBe(at + days * 3_600_000);
          expect(before(at, `${days} minutes`, zone)).toBe(at - days * 60_000);
        },
      ),
      { seed: 22, numRuns: 2_000 },
    );
  });

  it("stay ten o'clock where the clock is put forward and back", () => {
    const newYork = "America/New_York";
    expect(iso(after(ms("2026-03-07T15:00:00Z"), "1 day", newYork))).toBe("2026-03-08T14:00:00.000Z");
    expect(iso(after(ms("2026-10-31T14:00:00Z"), "1 day", newYork))).toBe("2026-11-01T15:00:00.000Z");
    // Tehran's clock last went forward on 2022-03-22 and back on 2022-09-22.
    expect(iso(nextLocal(ms("2022-03-21T07:00:00Z"), "10:00", "Asia/Tehran"))).toBe(
      "2022-03-22T05:30:00.000Z",
    );
    expect(iso(nextLocal(ms("2023-03-21T07:00:00Z"), "10:00", "Asia/Tehran"))).toBe(
      "2023-03-22T06:30:00.000Z",
    );
  });

  it("find the hour after the one that is left out, and the first of the one that comes twice", () => {
    const newYork = "America/New_York";
    expect(iso(nextLocal(ms("2026-03-08T06:00:00Z"), "02:30", newYork))).toBe("2026-03-08T07:30:00.000Z");
    expect(iso(nextLocal(ms("2026-11-01T05:00:00Z"), "01:30", newYork))).toBe("2026-11-01T05:30:00.000Z");
    expect(iso(nextLocal(ms("2026-11-01T05:45:00Z"), "01:30", newYork))).toBe("2026-11-02T06:30:00.000Z");
  });

  it("find a weekday, and a month's last day", () => {
    expect(iso(nextLocal(ms("2026-07-01T12:00:00Z"), "10:00", "UTC", 1))).toBe("2026-07-06T10:00:00.000Z");
    expect(iso(after(ms("2026-01-31T10:00:00Z"), "1 month", "UTC"))).toBe("2026-02-28T10:00:00.000Z");
  });

  it("are quiet from evening to morning, also in the night in which the clock changes (seed 22)", () => {
    fc.assert(
      fc.property(moments, ({ zone, at }) => {
        const until = quietUntil({}, at, zone);
        const hour = (wall(at, zone) / 3_600_000) % 24;
        expect(until !== undefined).toBe(hour >= 21 || hour < 9);
        if (until !== undefined) expect(iso(until)).toBe(iso(nextAt(at, 540, zone)));
      }),
      { seed: 22, numRuns: 1_000 },
    );
    expect(quietUntil({ quiet: false }, ms("2026-01-01T00:00:00Z"), "UTC")).toBeUndefined();
    expect(quietUntil({ quiet: { from: "12:00", until: "13:00" } }, ms("2026-01-01T12:30:00Z"), "UTC")).toBe(
      ms("2026-01-01T13:00:00Z"),
    );
  });
});
