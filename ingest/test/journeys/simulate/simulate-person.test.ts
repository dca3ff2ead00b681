import type { JourneyDefinition, JourneyNode } from "@safar/schemas";
import { describe, expect, it } from "vitest";
import type { JourneyEvent } from "../../../src/journeys/run/event.js";
import { decideMessages } from "../../../src/journeys/simulate/decide-messages.js";
import { simulationText } from "../../../src/journeys/simulate/report-text.js";
import { type Simulated, simulatePerson } from "../../../src/journeys/simulate/simulate-person.js";
import { countPeople } from "../../../src/journeys/simulate/tally.js";

const START = Date.parse("2026-06-01T00:00:00Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const send = (next: string): JourneyNode => ({
  type: "send",
  channels: ["email"],
  message: { en: { subject: "s", text: "t" } },
  next,
});

const DEFINITION: JourneyDefinition = {
  name: "test",
  entry: { event: "Product Added", again: "2 days" },
  goal: { event: "Order Completed" },
  control: 0,
  start: "hour",
  nodes: {
    hour: { type: "delay", for: "1 hour", next: "remind" },
    remind: send("pause"),
    pause: { type: "delay", for: "2 hours", next: "again" },
    again: send("end"),
  },
};

function event(name: string, hours: number, properties: Record<string, unknown> = {}): JourneyEvent {
  return { id: `${name} ${hours}`, name, commerceName: "", at: START + hours * HOUR, properties };
}

const MAIL = event("identify", -100, { email: "a@shop.example", marketing_email: true });

async function go(events: JourneyEvent[], definition = DEFINITION, more: Partial<Simulated> = {}) {
  const simulated: Simulated = {
    ...{ definition, since: START, until: START + 30 * DAY, timeZone: "UTC", permission: "subscribed" },
    ...{ entriesOf: () => [], isIn: () => false, isShopLink: () => true, recommended: () => [] },
    shop: { name: "shop", currency: "EUR" },
    ...more,
  };
  const past = { key: "p", events, timeZone: undefined, ids: [] };
  const person = simulatePerson(simulated, past);
  const counting = countPeople(definition);
  counting.count(past, person, 30 * DAY);
  const messages: { node: string; at: number; fate: string }[] = [];
  const intended = person.messages.map((message) => ({ ...message, person: "p" }));
  await decideMessages(definition, intended, 50, ({ node, at }, fate) => messages.push({ node, at, fate }));
  return { runs: person.runs, messages, tally: await counting.settle(50) };
}

describe("a simulated person", () => {
  it("gets a notification where their browser takes some, until its push service ended that", async () => {
    const nodes = { ...DEFINITION.nodes, remind: { ...send("end"), channels: ["push"] } as JourneyNode };
    const byPush = { ...DEFINITION, nodes };
    const endpoint = "https://push.example/1";
    const keys = {
      p256dh: Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString("base64url"),
      auth: Buffer.alloc(16).toString("base64url"),
    };
    const yes = event("Subscribed", -100, { channel: "push", subscription: { endpoint, keys } });
    const ended = event("Push Notification Bounced", 5, { endpoint, bounce_type: "hard" });
    const fates = async (...events: JourneyEvent[]) =>
      (await go([...events, event("Product Added", 10)], byPush)).messages.map(({ fate }) => fate);
    expect([await fates(yes), await fates(yes, ended), await fates(MAIL)]).toEqual([
      ["push"],
      ["not-reachable"],
      ["no-address"],
    ]);
  });

  it("comes in when the event happened, and gets what caps let through", async () => {
    const { messages, tally } = await go([MAIL, event("Product Added", 10)]);
    expect(messages.map(({ node, at, fate }) => [node, (at - START) / HOUR, fate])).toEqual([
      ["remind", 11, "email"],
      ["again", 13, "cap-day"],
    ]);
    expect(tally).toMatchObject({ entered: 1, messages: 1, endings: { end: 1 } });
    expect(tally.nodes.map(({ node, came }) => [node, came])).toEqual([
      ["hour", 1],
      ["remind", 1],
      ["pause", 1],
      ["again", 1],
    ]);
  });

  it("gets nothing after the goal, which counts as reached before any message", async () => {
    const { messages, tally } = await go([MAIL, event("Product Added", 10), event("Order Completed", 10.5)]);
    expect(messages).toEqual([]);
    expect(tally.endings.goal).toBe(1);
    expect(tally.treated).toEqual({ entered: 1, withMessage: 0, goal: 1, goalBeforeMessage: 1 });
    expect(tally.nodes[0]).toMatchObject({ node: "hour", came: 1 });
  });

  it("reaches the goal after a message also when the run is over, within the days that count", async () => {
    const after = async (hours: number) =>
      (await go([MAIL, event("Product Added", 10), event("Order Completed", hours)])).tally.treated;
    expect(await after(100)).toEqual({ entered: 1, withMessage: 1, goal: 1, goalBeforeMessage: 0 });
    expect(await after(10 + 30 * 24)).toMatchObject({ goal: 1 });
    expect(await after(11 + 30 * 24)).toMatchObject({ goal: 0 });
  });

  it("is asked for permission as it was then, and not as it is today", async () => {
    const fates = async (...more: JourneyEvent[]) =>
      (await go([MAIL, event("Product Added", 10), ...more].sort((a, b) => a.at - b.at))).messages.map(
        ({ fate }) => fate,
      );
    expect(await fates(event("Unsubscribed", 12))).toEqual(["email", "no-permission"]);
    expect(await fates(event("Unsubscribed", 9))).toEqual(["no-permission", "no-permission"]);
    expect(await fates(event("Unsubscribed", 9), event("Subscribed", 12))).toEqual([
      "no-permission",
      "email",
    ]);
  });

  it("comes in again as the entry says, and not by what happened before the time", async () => {
    const added = [-1, 10, 11, 30, 60].map((hours) => event("Product Added", hours));
    const { runs } = await go([MAIL, ...added]);
    expect(runs.map(({ entry }) => (entry.at - START) / HOUR)).toEqual([10, 60]);
  });

  it("still stands where the time ends, and is counted there once", async () => {
    const { tally } = await go([MAIL, event("Product Added", 10)], DEFINITION, { until: START + 12 * HOUR });
    expect(tally.endings.going).toBe(1);
    expect(tally.nodes.map(({ came }) => came)).toEqual([1, 1, 1, 0]);
  });

  it("of the control group goes the same way without a message", async () => {
    const { tally, messages } = await go([MAIL, event("Product Added", 10), event("Order Completed", 50)], {
      ...DEFINITION,
      control: 100,
    });
    expect(messages).toEqual([]);
    expect(tally.control).toEqual({ entered: 1, withMessage: 0, goal: 1, goalBeforeMessage: 1 });
    expect(tally.nodes[1]).toMatchObject({ came: 1, control: 1, sent: {}, notSent: {} });
  });

  it("comes in by a segment, asks of segments as of then, and waits for the hour at which they usually come", async () => {
    const definition: JourneyDefinition = {
      ...DEFINITION,
      entry: { segment: "vip", again: "1 week" },
      start: "who",
      nodes: {
        who: { type: "if", condition: { segment: "loud" }, yes: "end", no: "hour" },
        hour: { type: "delay", until: { at: "usual", orAt: "10:00" }, next: "mail" },
        mail: send("end"),
      },
    };
    const visits = Array.from({ length: 3 }, (_, day) => ({
      ...event("page", 16 - 24 * (day + 1)),
      isPages: true,
    }));
    const more = {
      entriesOf: () => [START + 9 * HOUR, START + 33 * HOUR, START + 20 * DAY],
      isIn: (_: string, __: string, at: number) => at > START + 19 * DAY,
    };
    const events = [MAIL, ...visits].sort((a, b) => a.at - b.at);
    const { messages, runs } = await go(events, definition, more);
    expect(runs.map(({ entry }) => (entry.at - START) / HOUR)).toEqual([9, 480]);
    expect(messages.map(({ at, fate }) => [(at - START) / HOUR, fate])).toEqual([[16, "email"]]);
    const hoursOf = async (past: JourneyEvent[], shopHour?: number) =>
      (
        await go(
          [...past, MAIL].sort((a, b) => a.at - b.at),
          definition,
          { ...more, shopHour },
        )
      ).messages.map(({ at }) => (at - START) / HOUR);
    expect(await hoursOf([])).toEqual([10]);
    expect(await hoursOf([], 12)).toEqual([12]);
    expect(await hoursOf(visits.slice(1), 12)).toEqual([12]);
    // What a server imports at night tells of nobody's hour.
    expect(await hoursOf(visits.map((visit) => ({ ...visit, isPages: false })))).toEqual([10]);
  });

  it("is shown in a table with what was not sent and why", async () => {
    const { tally } = await go([MAIL, event("Product Added", 10), event("Order Completed", 40)]);
    const asked = { source: "shop", timeZone: "UTC", since: "2026-06-01", until: "2026-07-01" };
    const text = simulationText({
      ...{ ...asked, journey: "test", permission: "subscribed", goalDays: 30, days: 30, leftOut: 0, tally },
    });
    expect(text).toContain(
      'test over source "shop", 2026-06-01 to 2026-07-01 (UTC). A rehearsal: nothing was sent.',
    );
    expect(text).toContain(
      "1 run would have begun, of 1 person: 0 reached the goal on the way, 1 went the whole way, 0 would still be on it.",
    );
    expect(text).toMatch(/│ again +│ send +│ +1 │ +0 │ - +│ cap-day 1 +│ +0 │/);
    expect(text).toMatch(/│ with messages │ +1 │ +1 │ +1 │ +0 │ +1 │ 100.0% +│/);
    expect(text).toMatch(/cap-day +The person already got the most marketing messages/);
  });
});
