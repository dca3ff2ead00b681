import type { JourneyDefinition, JourneyEntry, JourneySchedule } from "@safar/schemas";
import { END, type EntryKind, entries, journeySchema } from "@safar/schemas/journey";
import { type TObject, Type } from "typebox";
import { checkTemplates } from "../templates/check-templates.js";
import { checkRules } from "./check-condition.js";
import { type CheckFields, fieldChecker } from "./check-fields.js";
import { checkNode } from "./check-node.js";
import { checkWays } from "./check-ways.js";
import type { Problem } from "./problem.js";

/** A definition that holds, or all that is wrong with it. */
export type CheckedJourney =
  | { readonly definition: JourneyDefinition; readonly problems: readonly [] }
  | { readonly definition?: never; readonly problems: readonly Problem[] };

const { properties, required: _, type: __, ...rules } = journeySchema as TObject;

/** Entry and nodes are looked into by themselves, so that a fault is told of its own place. */
const checkTop = fieldChecker(
  Type.Object(
    {
      ...properties,
      entry: Type.Object(
        {},
        { description: String((properties.entry as { description?: string }).description) },
      ),
      nodes: Type.Record(Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,63}$" }), Type.Unknown(), {
        minProperties: 1,
        maxProperties: 200,
        additionalProperties: false,
        description: "The nodes, by name: up to 200.",
      }),
    },
    rules,
  ),
);

const entryCheckers = Object.fromEntries(
  Object.entries(entries).map(([kind, schema]) => [kind, fieldChecker(schema)]),
) as Record<EntryKind, CheckFields>;

/** Judges a definition: its fields, and what no schema can say. Reads nothing, and never throws. */
export function checkJourney(value: unknown): CheckedJourney {
  const unfit = checkTop(value, []);
  if (unfit.length > 0) return { problems: unfit };
  const definition = value as JourneyDefinition;
  const problems = [
    ...checkEntry(definition.entry),
    ...checkRules(definition.goal?.where, ["goal", "where"]),
    ...checkQuiet(definition),
  ];
  let areNodesWhole = true;
  for (const [name, node] of Object.entries(definition.nodes)) {
    const own = name === END ? [reserved()] : checkNode(node, ["nodes", name]);
    if (own.some(({ code }) => code === "unfit")) areNodesWhole = false;
    problems.push(...own);
  }
  if (areNodesWhole) problems.push(...checkTemplates(definition), ...checkWays(definition));
  return problems.length > 0 ? { problems } : { definition, problems: [] };
}

function reserved(): Problem {
  return {
    code: "unfit",
    path: ["nodes", END],
    message: `"${END}" ends a journey and is no node's name. Choose another.`,
  };
}

function checkEntry(entry: JourneyEntry): Problem[] {
  const kind = (Object.keys(entries) as EntryKind[]).find((name) => Object.hasOwn(entry, name));
  if (kind === undefined)
    return [
      {
        code: "unfit",
        path: ["entry"],
        message: `An entry has one of the fields ${Object.keys(entries).join(", ")}.`,
      },
    ];
  const unfit = entryCheckers[kind](entry, ["entry"]);
  if (unfit.length > 0) return unfit;
  if ("event" in entry) return checkRules(entry.where, ["entry", "where"]);
  const [field, schedule] =
    "calendar" in entry ? (["calendar", entry.calendar] as const) : (["looked", entry.looked] as const);
  return checkSchedule(schedule, ["entry", field]);
}

function checkSchedule(schedule: JourneySchedule | undefined, path: Problem["path"]): Problem[] {
  if (schedule?.on === undefined) return [];
  const needed = { day: undefined, week: "string", month: "number" }[schedule.every];
  if (typeof schedule.on === needed) return [];
  const message = {
    day: 'Leave "on" out: every day is every day.',
    week: 'With "every": "week", "on" is a weekday, such as "monday".',
    month: 'With "every": "month", "on" is a day from 1 to 28.',
  }[schedule.every];
  return [{ code: "schedule", path: [...path, "on"], message }];
}

function checkQuiet({ quiet }: JourneyDefinition): Problem[] {
  if (quiet === undefined || quiet === false || quiet.from !== quiet.until) return [];
  return [
    {
      code: "quiet_hours",
      path: ["quiet"],
      message: `They begin and end at ${quiet.from}. Write false for none, or another end.`,
    },
  ];
}
