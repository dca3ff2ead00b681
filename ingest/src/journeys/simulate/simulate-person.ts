import type { JourneyDefinition, JourneySend } from "@safar/schemas";
import type { Channel } from "@safar/schemas/journey";
import { bestHour } from "../run/best-hour.js";
import { isMeant } from "../run/conditions.js";
import { isCalled, type JourneyEvent } from "../run/event.js";
import type { Facts } from "../run/facts.js";
import type { Decision, Run } from "../run/run.js";
import { goalReached, type Stepped } from "../run/step.js";
import { stepPerson } from "../run/step-person.js";
import { addressOf, isByServer, learn, plainAddress, UNKNOWN_CONTACT } from "../sending/contact.js";
import { fillMessage, type ShopData, stoppedText } from "../sending/fill-message.js";
import { lookAgain, type NotSent, type Permission } from "../sending/second-look.js";
import { type RecommendedProduct, shows } from "../templates/fill-in.js";
import type { IsShopLink } from "../templates/shop-links.js";
import type { PersonPast } from "./read-people.js";

/** A message that a run came to, as far as its person alone decides: caps and bounds come later, in the order of time. */
export interface IntendedMessage {
  readonly run: string;
  readonly node: string;
  readonly at: number;
  /** Why it is not sent whatever else was; or how it would go. */
  readonly look: NotSent | SendableMessage;
}

/** A message that goes if caps and bounds let it. */
export interface SendableMessage {
  readonly channel: Channel;
  /** As `plainAddress` spells it. */
  readonly address: string;
  readonly isMarketing: boolean;
  /** Whether a server told the address. */
  readonly isByServer: boolean;
  /** Why its text can't be filled in. */
  readonly stopped: string | undefined;
}

/** What a journey would have done for one person. */
export interface SimulatedPerson {
  readonly runs: readonly Run[];
  readonly decisions: readonly Decision[];
  readonly messages: readonly IntendedMessage[];
}

/** What is simulated, the same for all people. */
export interface Simulated {
  readonly definition: JourneyDefinition;
  /** From when people come in, and when the simulation ends, epoch milliseconds. */
  readonly since: number;
  readonly until: number;
  readonly timeZone: string;
  readonly permission: Permission;
  readonly shop: ShopData;
  readonly isShopLink: IsShopLink;
  /** Products that go with what a person bought, as of today. */
  recommended(person: Pick<PersonPast, "ids">): readonly RecommendedProduct[];
  /** The hour of those who have none of their own; undefined when nobody knows. */
  readonly shopHour?: number | undefined;
  /** Moments at which a person comes in by a segment. */
  entriesOf(person: string): readonly number[];
  isIn(segment: string, person: string, at: number): boolean;
}

/** Caps count the messages that were sent, which is known later. */
const NO_CAPS = { perDay: Number.POSITIVE_INFINITY, perWeek: Number.POSITIVE_INFINITY };

/**
 * Takes a person through a journey as it would have gone: each event is known when it happened. Pure.
 */
export function simulatePerson(
  simulated: Simulated,
  { key, events, timeZone, ids }: PersonPast,
): SimulatedPerson {
  const { definition, since, until } = simulated;
  const runs = new Map<string, Run>();
  const decisions: Decision[] = [];
  const messages: IntendedMessage[] = [];
  const showsCart = shows(definition.nodes, "cart");
  const known = new Map<string, JourneyEvent[]>();
  let contact = UNKNOWN_CONTACT;
  let now = 0;
  const zone = timeZone ?? simulated.timeZone;
  let nextEvent = 0;
  const recommended = simulated.recommended({ ids });
  const hours = bestHour(zone);
  const usesHours = usesUsualHour(definition);
  const facts: Facts = {
    timeZone: zone,
    get usualHour() {
      return hours.hour() ?? simulated.shopHour;
    },
    get traits() {
      return contact.traits;
    },
    did: (name) => known.get(name) ?? [],
    isIn: (segment) => simulated.isIn(segment, key, now),
  };
  const take = (event: JourneyEvent) => {
    for (const name of new Set([event.name, event.commerceName])) {
      const own = known.get(name);
      if (own) own.push(event);
      else known.set(name, [event]);
    }
    contact = learn(contact, event);
    if (usesHours && event.isPages) hours.add(event.at);
  };
  const look = (run: Run, message: JourneySend): NotSent | SendableMessage => {
    const isGoalReached = goalReached(definition, run, facts) !== undefined;
    const sight = { contact, isGoalReached, sent: [], permission: simulated.permission, timeZone: zone };
    const seen = lookAgain({ ...definition, caps: NO_CAPS }, message, sight, now);
    if (seen.do === "later") throw new Error("A message came to be sent in quiet hours.");
    if (seen.do === "not") return seen.why;
    const { channel } = seen;
    const shown = { contact, events: showsCart ? events.slice(0, nextEvent) : [], recommended };
    const { filled } = fillMessage(message, run, shown, simulated.shop, simulated.isShopLink);
    return {
      channel,
      address: plainAddress(addressOf(contact, channel) ?? ""),
      isMarketing: message.kind !== "transactional",
      isByServer: isByServer(contact, channel),
      stopped: filled.stopped && stoppedText(filled.stopped),
    };
  };
  const keep = (stepped: readonly Stepped[]) => {
    for (const { run, intents, decisions: made } of stepped) {
      runs.set(run.id, run);
      decisions.push(...made);
      for (const { node } of intents) {
        const message = definition.nodes[node];
        if (message?.type === "send") messages.push({ run: run.id, node, at: now, look: look(run, message) });
      }
    }
  };

  const matters = newsOf(definition);
  const entries = simulated.entriesOf(key).filter((at) => at >= since && at < until);
  let nextEntry = 0;
  for (;;) {
    const dues = [...runs.values()].map(({ due }) => due ?? Number.POSITIVE_INFINITY);
    const at = Math.min(
      events[nextEvent]?.at ?? Number.POSITIVE_INFINITY,
      entries[nextEntry] ?? Number.POSITIVE_INFINITY,
      ...dues,
    );
    if (at >= until) break;
    now = at;
    const news: JourneyEvent[] = [];
    for (let event = events[nextEvent]; event !== undefined && event.at <= now; event = events[++nextEvent]) {
      take(event);
      if (now >= since && matters(event)) news.push(event);
    }
    const moments = entries[nextEntry] === now ? [entries[nextEntry++]!] : [];
    if (news.length > 0 || moments.length > 0 || dues.some((due) => due <= now))
      keep(stepPerson(definition, key, [...runs.values()], news, facts, now, moments));
  }
  return { runs: [...runs.values()], decisions, messages };
}

/** Whether an event can change anything: it lets in, is waited for, or is the goal. */
function newsOf({ entry, goal, nodes }: JourneyDefinition): (event: JourneyEvent) => boolean {
  const names = new Set<string>();
  if ("event" in entry) names.add(entry.event);
  if (goal !== undefined) names.add(goal.event);
  for (const node of Object.values(nodes)) if (node.type === "wait") names.add(node.event);
  return (event) => [...names].some((name) => isCalled(event, name));
}

/** Whether a definition asks at which hour a person usually comes. */
export function usesUsualHour({ nodes }: JourneyDefinition): boolean {
  return Object.values(nodes).some((node) => node.type === "delay" && node.until?.at === "usual");
}

/** When the goal of a run was reached, within a time of its entry, whether or not it went on so long. */
export function goalOf(
  { goal }: JourneyDefinition,
  { entry }: Run,
  events: readonly JourneyEvent[],
  withinMs: number,
): number | undefined {
  if (goal === undefined) return undefined;
  return events.find(
    (event) =>
      event.at >= entry.at &&
      event.at <= entry.at + withinMs &&
      event.id !== entry.id &&
      isMeant(event, goal),
  )?.at;
}
