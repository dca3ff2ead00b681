import type { JourneyDefinition, JourneyNode } from "@safar/schemas";
import { describe, expect, it } from "vitest";
import { enter, enterSegment } from "../../../src/journeys/run/enter.js";
import type { JourneyEvent } from "../../../src/journeys/run/event.js";
import type { Facts } from "../../../src/journeys/run/facts.js";
import { factsOf } from "../../../src/journeys/run/facts-of.js";
import type { Run } from "../../../src/journeys/run/run.js";
import { step } from "../../../src/journeys/run/step.js";

const NOON = Date.parse("2026-06-01T12:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function journey(
  nodes: Record<string, JourneyNode>,
  more: Partial<JourneyDefinition> = {},
): JourneyDefinition {
  const start = Object.keys(nodes)[0]!;
  return {
    name: "test",
    entry: { event: "Added" },
    goal: { event: "Bought" },
    control: 0,
    start,
    nodes,
    ...more,
  };
}

const send = (next: string, kind: "marketing" | "transactional" = "marketing"): JourneyNode => ({
  type: "send",
  channels: ["email"],
  kind,
  message: { en: { subject: "s", text: "t" } },
  next,
});

function event(name: string, at: number, properties: Record<string, unknown> = {}): JourneyEvent {
  return { id: `${name} ${at}`, name, commerceName: "", at, properties };
}

function facts(events: JourneyEvent[] = [], more: Partial<Facts> = {}): Facts {
  return {
    ...factsOf(events, { timeZone: "UTC", usualHour: undefined, traits: {}, isIn: () => false }),
    ...more,
  };
}

function begun(definition: JourneyDefinition, entry = event("Added", NOON), person = "p"): Run {
  const run = enter(definition, entry, person, [], "UTC", entry.at);
  if (typeof run !== "object") throw new Error(`not entered: ${run}`);
  return run;
}

describe("a run", () => {
  it("is not sent anything after the goal, also when it is known in the same moment (PostHog#63211)", () => {
    const definition = journey({ wait: { type: "delay", for: "1 hour", next: "mail" }, mail: send("end") });
    const waiting = step(definition, begun(definition), facts(), NOON).run;
    const known = facts([event("Bought", NOON + HOUR - 1)]);
    const { run, intents } = step(definition, waiting, known, NOON + HOUR);
    expect(intents).toEqual([]);
    expect(run.ended).toEqual({ at: NOON + HOUR, why: "goal" });
  });

  it("waits a minute for a minute (parcelvoy#607), and is due to the millisecond", () => {
    const definition = journey({ wait: { type: "delay", for: "1 minute", next: "mail" }, mail: send("end") });
    const { run } = step(definition, begun(definition), facts(), NOON);
    expect(run.due).toBe(NOON + MINUTE);
    expect(step(definition, run, facts(), NOON + MINUTE - 1).intents).toEqual([]);
    expect(step(definition, run, facts(), NOON + MINUTE).intents).toMatchObject([{ node: "mail" }]);
  });

  it("goes on after the machine was off, with the distance between two messages kept (parcelvoy#627)", () => {
    const definition = journey({
      wait: { type: "delay", for: "1 hour", next: "one" },
      one: send("pause"),
      pause: { type: "delay", for: "1 day", next: "two" },
      two: send("end"),
    });
    const waiting = step(definition, begun(definition), facts(), NOON).run;
    const late = NOON + 72 * HOUR;
    const first = step(definition, waiting, facts(), late);
    expect(first.intents.map(({ node }) => node)).toEqual(["one"]);
    expect(first.run.due).toBe(late + 24 * HOUR);
  });

  it("gives the same intent however often a step is made (mautic#13070)", () => {
    const definition = journey({ mail: send("end") });
    const run = begun(definition);
    expect(step(definition, run, facts(), NOON)).toEqual(step(definition, run, facts(), NOON));
    const once = step(definition, run, facts(), NOON).run;
    expect(step(definition, once, facts(), NOON + HOUR)).toEqual({ run: once, intents: [], decisions: [] });
  });

  it("keeps ten o'clock over a change of the clocks (mautic#17090)", () => {
    const definition = journey({
      wait: { type: "delay", for: "2 days", until: { at: "10:00" }, next: "mail" },
      mail: send("end"),
    });
    const start = Date.parse("2026-03-06T15:00:00Z");
    const run = begun(definition, event("Added", start));
    const { due } = step(definition, run, facts([], { timeZone: "America/New_York" }), start).run;
    expect(new Date(due!).toISOString()).toBe("2026-03-08T14:00:00.000Z");
  });

  it("waits at a message for the end of quiet hours, unless it is transactional", () => {
    const night = Date.parse("2026-06-01T23:00:00Z");
    const definition = journey({ mail: send("end") });
    const { run, intents, decisions } = step(
      definition,
      begun(definition, event("Added", night)),
      facts(),
      night,
    );
    expect(intents).toEqual([]);
    expect(decisions).toMatchObject([{ what: "quiet-hours", by: "2026-06-02T09:00:00.000Z" }]);
    expect(step(definition, run, facts(), run.due!).intents).toHaveLength(1);
    const receipt = journey({ mail: send("end", "transactional") });
    expect(step(receipt, begun(receipt, event("Added", night)), facts(), night).intents).toHaveLength(1);
  });

  it("of the control group goes the same way at the same times, and does nothing", () => {
    const nodes = {
      mail: send("call"),
      call: { type: "webhook", url: "https://a.example", next: "end" },
    } as const;
    const [treated, control] = [journey(nodes), journey(nodes, { control: 100 })];
    expect(step(treated, begun(treated), facts(), NOON).intents.map(({ node }) => node)).toEqual([
      "mail",
      "call",
    ]);
    const { run, intents, decisions } = step(control, begun(control), facts(), NOON);
    expect(intents).toEqual([]);
    expect(decisions.map(({ what }) => what)).toEqual(["control", "control", "end"]);
    expect({ ...run, isControl: false }).toEqual(step(treated, begun(treated), facts(), NOON).run);
  });

  it("waits for an event that happened after it came there, and not for its own", () => {
    const definition = journey({
      pause: { type: "delay", for: "1 hour", next: "wait" },
      wait: {
        type: "wait",
        event: "Added",
        where: [{ property: "price", above: 10 }],
        atMost: "1 day",
        yes: "mail",
        no: "end",
      },
      mail: send("end"),
    });
    const run = step(definition, begun(definition), facts(), NOON).run;
    const at = (minutes: number, price: number) => event("Added", NOON + minutes * MINUTE, { price });
    const told = (...events: JourneyEvent[]) => step(definition, run, facts(events), NOON + 2 * HOUR);
    expect(told(event("Added", NOON, { price: 99 }), at(59, 99), at(90, 10)).run.node).toBe("wait");
    expect(told(at(90, 10), at(91, 11)).intents).toHaveLength(1);
    const late = step(
      definition,
      run,
      facts([event("Added", NOON + 26 * HOUR, { price: 11 })]),
      NOON + 26 * HOUR,
    );
    expect(late.run.ended?.why).toBe("end");
    expect(late.intents).toEqual([]);
  });

  it("goes on at the person's usual hour, else at the one that stands there", () => {
    const definition = journey({
      wait: { type: "delay", until: { at: "usual", orAt: "18:00", on: "friday" }, next: "mail" },
      mail: send("end"),
    });
    const due = (usualHour: number | undefined) =>
      new Date(step(definition, begun(definition), facts([], { usualHour }), NOON).run.due!).toISOString();
    expect(due(7)).toBe("2026-06-05T07:00:00.000Z");
    expect(due(undefined)).toBe("2026-06-05T18:00:00.000Z");
  });

  it("goes the same way of a split in each run, and of many people so many each way", () => {
    const way = (share: number, next: string) => ({ share, next });
    const definition = journey(
      { lot: { type: "split", ways: { a: way(70, "mail"), b: way(30, "end") } }, mail: send("end") },
      { control: 20 },
    );
    let [mails, controls] = [0, 0];
    for (let person = 0; person < 5_000; person++) {
      const runs = [NOON, NOON + HOUR].map((at) => begun(definition, event("Added", at), `p${person}`));
      const ways = runs.map((run) => step(definition, run, facts(), run.entry.at).decisions[0]!.by);
      expect(ways[0]).toBe(ways[1]);
      expect(runs[0]!.isControl).toBe(runs[1]!.isControl);
      if (ways[0] === "a") mails++;
      if (runs[0]!.isControl) controls++;
    }
    // More than five standard deviations away would be no accident.
    expect(Math.abs(mails - 3_500)).toBeLessThan(165);
    expect(Math.abs(controls - 1_000)).toBeLessThan(145);
  });

  it("asks conditions of traits, the entry's event, behaviour and segments", () => {
    const asks = (condition: object, known: Facts) => {
      const definition = journey({
        who: { type: "if", condition, yes: "mail", no: "end" } as JourneyNode,
        mail: send("end"),
      });
      const run = begun(definition, event("Added", NOON, { price: "19.90", tags: ["tea", "gift"] }));
      return step(definition, run, known, NOON).intents.length === 1;
    };
    const known = facts([event("Seen", NOON - HOUR), event("Seen", NOON - 50 * HOUR)], {
      traits: { plan: "gold", age: "۴۲", address: { city: "Tehran" }, news: false },
      isIn: (segment) => segment === "vip",
    });
    for (const condition of [
      { trait: "plan", is: "gold" },
      { trait: "age", atLeast: 42 },
      { trait: "address.city", oneOf: ["Tehran", "Shiraz"] },
      { trait: "news", is: false },
      { trait: "phone", told: false },
      { property: "price", below: 20 },
      { property: "tags", contains: "gift" },
      { did: "Seen", atLeast: 2 },
      { did: "Seen", atMost: 1, within: "1 day" },
      { didNot: "Seen", sinceEntry: true },
      { didNot: "Added", sinceEntry: true },
      { segment: "vip" },
      { not: { segment: "other" } },
    ]) {
      expect(asks(condition, known), JSON.stringify(condition)).toBe(true);
      expect(asks({ not: condition }, known), `not ${JSON.stringify(condition)}`).toBe(false);
    }
    // What was not told, and what every object has, fulfils nothing.
    for (const condition of [
      { trait: "phone", is: "" },
      { trait: "phone", below: 5 },
      { trait: "constructor", told: true },
      { trait: "plan", above: 0 },
      { any: [{ trait: "plan", is: "Gold" }, { all: [{ segment: "vip" }, { segment: "other" }] }] },
    ])
      expect(asks(condition, known), JSON.stringify(condition)).toBe(false);
  });
});

describe("an entry", () => {
  const definition = journey({ wait: { type: "delay", for: "1 day", next: "end" } });

  it("lets a person in once at a time, and again as it says (parcelvoy#462, dittofeed#958)", () => {
    const again = journey(definition.nodes, { entry: { event: "Added", again: "7 days" } });
    const first = begun(again);
    const come = (runs: Run[], hours: number) =>
      enter(again, event("Added", NOON + hours * HOUR), "p", runs, "UTC", NOON + hours * HOUR);
    expect(come([first], 1)).toBe("been-here");
    const over: Run = { ...first, ended: { at: NOON + 24 * HOUR, why: "end" } };
    expect(come([over], 167)).toBe("been-here");
    expect(come([over], 168)).toMatchObject({ node: "wait" });
    expect(enter(definition, event("Added", NOON + 999 * HOUR), "p", [over], "UTC", NOON + 999 * HOUR)).toBe(
      "been-here",
    );
    expect(enter(again, first.entry, "p", [over], "UTC", NOON)).toBeUndefined();
  });

  it("starts nothing for what is known too late", () => {
    const come = (lateMs: number) => enter(definition, event("Added", NOON), "p", [], "UTC", NOON + lateMs);
    expect(come(HOUR)).toMatchObject({ node: "wait" });
    expect(come(HOUR + 1)).toBe("too-old");
  });

  it("takes no other event, and none whose properties are others", () => {
    const dear = journey(definition.nodes, {
      entry: { event: "Added", where: [{ property: "price", above: 10 }] },
    });
    const come = (name: string, properties: object) =>
      enter(dear, { ...event(name, NOON), properties: { ...properties } }, "p", [], "UTC", NOON);
    expect(come("Seen", { price: 11 })).toBeUndefined();
    expect(come("Added", { price: 10 })).toBeUndefined();
    expect(come("Added", {})).toBeUndefined();
    expect(come("Added", { price: 11 })).toMatchObject({ node: "wait" });
  });

  it("by a segment happens once a moment, and not again for who comes back (mautic#7881)", () => {
    const silent = journey(definition.nodes, { entry: { segment: "reengagement" } });
    const first = enterSegment(silent, NOON, "p", [], "UTC") as Run;
    expect(enterSegment(silent, NOON, "p", [first], "UTC")).toBeUndefined();
    const over: Run = { ...first, ended: { at: NOON + HOUR, why: "end" } };
    expect(enterSegment(silent, NOON + 999 * HOUR, "p", [over], "UTC")).toBe("been-here");
    const monthly = journey(definition.nodes, {
      entry: { calendar: { every: "month", at: "10:00" }, segment: "rfm" },
    });
    expect(enterSegment(monthly, NOON + 999 * HOUR, "p", [over], "UTC")).toMatchObject({ node: "wait" });
    expect(enterSegment(monthly, NOON + 1, "p", [first], "UTC")).toBe("been-here");
  });
});
