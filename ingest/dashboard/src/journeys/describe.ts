import type {
  JourneyCondition,
  JourneyDefinition,
  JourneyNode,
  JourneyPropertyRule,
  JourneySchedule,
} from "@safar/schemas/types";
import type { Language } from "../state.js";
import { say } from "../words/say.js";
import type { JourneyWords } from "./words/en.js";

/** Says in plain words what a definition means. */
export interface Describe {
  entry(entry: JourneyDefinition["entry"]): string;
  /** Whether and when a person may come in once more. */
  again(entry: JourneyDefinition["entry"]): string;
  /** An event as people say it, else by its name. */
  event(name: string): string;
  /** What a node does, beside the kind of node that it is. */
  node(node: JourneyNode): string;
  /** A way on from a node. */
  way(node: JourneyNode, name: string): string;
}

type Compared = Omit<JourneyPropertyRule, "property">;
type RuleName = Exclude<keyof JourneyWords["rules"], "untold">;

export function createDescribe(words: JourneyWords, language: Language): Describe {
  const locale = language === "fa" ? "fa-IR" : "en-GB";
  const numbers = new Intl.NumberFormat(locale);
  const known = (table: Readonly<Record<string, string>>, key: string, otherwise = key): string =>
    (Object.hasOwn(table, key) ? table[key] : undefined) ?? otherwise;
  const quoted = (text: string) => say(words.eventNamed, { event: text });
  const event = (name: string) => known(words.events, name, quoted(name));

  /** `1 hour` as the language writes it. */
  function time(duration: string): string {
    // While it is typed it may be no duration yet.
    const [, count, unit = ""] = /^(\d+) (minute|hour|day|week|month)s?$/.exec(duration) ?? [];
    if (count === undefined) return "…";
    return new Intl.NumberFormat(locale, {
      style: "unit",
      unit,
      unitDisplay: "long",
    }).format(Number(count));
  }
  const hour = (at: string) => at.replace(/\d/g, (digit) => numbers.format(Number(digit)));
  const value = (told: unknown): string =>
    typeof told === "number"
      ? numbers.format(told)
      : Array.isArray(told)
        ? told.map(value).join(words.or)
        : quoted(String(told));

  function rule(compared: Compared): string {
    for (const [name, told] of Object.entries(compared))
      if (Object.hasOwn(words.rules, name))
        return say(words.rules[name === "told" && told === false ? "untold" : (name as RuleName)], {
          value: value(told),
        });
    return "";
  }
  function where(rules: readonly JourneyPropertyRule[] | undefined): string {
    if (rules === undefined || rules.length === 0) return "";
    const told = rules.map(({ property, ...compared }) => `${quoted(property)} ${rule(compared)}`);
    return say(words.conditions.where, { rules: told.join(words.and) });
  }
  function period({
    within,
    sinceEntry,
  }: {
    readonly within?: string;
    readonly sinceEntry?: boolean;
  }): string {
    const parts = [
      within && say(words.conditions.within, { time: time(within) }),
      sinceEntry && words.conditions.sinceEntry,
    ];
    return parts.filter(Boolean).join("");
  }
  function times(atLeast = 1, atMost?: number): string {
    const [from, to] = [numbers.format(atLeast), numbers.format(atMost ?? 0)];
    if (atMost === undefined) return atLeast > 1 ? say(words.conditions.atLeast, { count: from }) : "";
    if (atLeast > 1) return say(words.conditions.between, { from, to });
    return say(words.conditions.atMost, { count: to });
  }
  function condition(asked: JourneyCondition): string {
    const said = words.conditions;
    if ("all" in asked) return asked.all.map(inner).join(said.all);
    if ("any" in asked) return asked.any.map(inner).join(said.any);
    if ("not" in asked) return say(said.not, { condition: condition(asked.not) });
    if ("trait" in asked) {
      const { trait, ...compared } = asked;
      return say(said.trait, { name: quoted(trait), rule: rule(compared) });
    }
    if ("property" in asked) {
      const { property, ...compared } = asked;
      return say(said.property, { name: quoted(property), rule: rule(compared) });
    }
    if ("segment" in asked) return say(said.segment, { segment: quoted(asked.segment) });
    const about = { time: period(asked), where: where(asked.where) };
    if ("didNot" in asked) return say(said.didNot, { ...about, event: event(asked.didNot) });
    return say(said.did, { ...about, times: times(asked.atLeast, asked.atMost), event: event(asked.did) });
  }
  /** A condition among others: several of them stand in brackets. */
  const inner = (asked: JourneyCondition): string =>
    "all" in asked || "any" in asked ? `(${condition(asked)})` : condition(asked);
  function every({ every: often, on, at }: JourneySchedule): string {
    const weekday = known(words.days, String(on ?? "monday"));
    const day = often === "week" ? weekday : numbers.format(Number(on ?? 1));
    return say(words.every[often], { on: day, at: hour(at) });
  }
  function until({
    at,
    orAt = "",
    on,
  }: {
    readonly at: string;
    readonly orAt?: string;
    readonly on?: string;
  }) {
    const told =
      at === "usual" ? say(words.untilUsual, { at: hour(orAt) }) : say(words.untilAt, { at: hour(at) });
    return on
      ? say(words.untilOn, { day: known(words.days, on), at: hour(at === "usual" ? orAt : at) })
      : told;
  }

  return {
    event,
    entry(entry) {
      if ("event" in entry)
        return say(words.entryEvent, { event: event(entry.event), where: where(entry.where) });
      if ("calendar" in entry)
        return say(words.entryCalendar, { segment: quoted(entry.segment), every: every(entry.calendar) });
      const looked = entry.looked ? say(words.looked, { every: every(entry.looked) }) : "";
      return say(words.entrySegment, { segment: quoted(entry.segment), looked });
    },
    again(entry) {
      if ("calendar" in entry) return "";
      return entry.again === undefined || entry.again === "never"
        ? words.once
        : say(words.again, { time: time(entry.again) });
    },
    node(node) {
      switch (node.type) {
        case "send":
          return node.channels.map((channel) => known(words.channels, channel)).join(words.or);
        case "webhook":
          return node.url;
        case "track":
          return quoted(node.event);
        case "wait":
          return say(words.waitFor, {
            event: event(node.event),
            where: where(node.where),
            time: time(node.atMost),
          });
        case "split":
          return words.split;
        case "if":
          return condition(node.condition);
        case "delay": {
          if (node.until === undefined) return time(node.for ?? "0 minutes");
          const told = until(node.until);
          return node.for === undefined
            ? say(words.delayUntil, { until: told })
            : say(words.delayBoth, { time: time(node.for), until: told });
        }
      }
    },
    way(node, name) {
      if (node.type === "wait") return name === "yes" ? words.happened : words.timeOver;
      if (node.type === "if") return name === "yes" ? words.yes : words.no;
      return name;
    },
  };
}
