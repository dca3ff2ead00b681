import type { JourneyDefinition } from "@safar/schemas/types";
import type { NODE_KINDS } from "./blank.js";

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === "string";
const isNumber: Test = (value) => typeof value === "number";
const isYesNo: Test = (value) => typeof value === "boolean";
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isValue: Test = (value) => isText(value) || isNumber(value) || isYesNo(value);
const maybe =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value);
const each =
  (test: Test): Test =>
  (value) =>
    isObject(value) && Object.values(value).every(test);
const list =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(test);
const fields =
  (tests: Readonly<Record<string, Test>>): Test =>
  (value) =>
    isObject(value) && Object.entries(tests).every(([name, test]) => test(value[name]));

const compared = {
  is: maybe(isValue),
  oneOf: maybe(list(isValue)),
  contains: maybe(isText),
  ...{ above: maybe(isNumber), atLeast: maybe(isNumber), below: maybe(isNumber), atMost: maybe(isNumber) },
  told: maybe(isYesNo),
};
const where = maybe(list(fields({ property: isText, ...compared })));
const behaviour = { where, within: maybe(isText), sinceEntry: maybe(isYesNo) };
const CONDITIONS: Readonly<Record<string, Test>> = {
  all: fields({ all: list((inner) => isCondition(inner)) }),
  any: fields({ any: list((inner) => isCondition(inner)) }),
  not: fields({ not: (inner) => isCondition(inner) }),
  trait: fields({ trait: isText, ...compared }),
  property: fields({ property: isText, ...compared }),
  did: fields({ did: isText, atLeast: maybe(isNumber), atMost: maybe(isNumber), ...behaviour }),
  didNot: fields({ didNot: isText, ...behaviour }),
  segment: fields({ segment: isText }),
};
function isCondition(value: unknown): boolean {
  const kind = isObject(value) && Object.keys(CONDITIONS).find((name) => Object.hasOwn(value, name));
  return kind ? CONDITIONS[kind]!(value) : false;
}

const message = fields({
  text: isText,
  ...Object.fromEntries(
    ["subject", "html", "short", "link", "icon", "image"].map((name) => [name, maybe(isText)]),
  ),
});
const schedule = fields({
  every: isText,
  at: isText,
  on: maybe((value) => isText(value) || isNumber(value)),
});
const NODES: Readonly<Record<string, Test>> = {
  send: fields({ channels: list(isText), kind: maybe(isText), message: each(message), next: isText }),
  webhook: fields({ url: isText, next: isText }),
  track: fields({ event: isText, properties: maybe(each(isValue)), next: isText }),
  delay: fields({
    for: maybe(isText),
    until: maybe(fields({ at: isText, orAt: maybe(isText), on: maybe(isText) })),
    next: isText,
  }),
  wait: fields({ event: isText, where, atMost: isText, yes: isText, no: isText }),
  split: fields({ ways: each(fields({ share: isNumber, next: isText })) }),
  if: fields({ condition: isCondition, yes: isText, no: isText }),
} satisfies Record<(typeof NODE_KINDS)[number], Test>;
const isNode: Test = (value) =>
  isObject(value) && isText(value.type) && Object.hasOwn(NODES, String(value.type))
    ? NODES[String(value.type)]!(value)
    : false;
const isEntry: Test = (value) =>
  isObject(value) &&
  ("event" in value
    ? fields({ event: isText, where, within: maybe(isText), again: maybe(isText) })(value)
    : fields({
        segment: isText,
        ...{ calendar: maybe(schedule), looked: maybe(schedule), existing: maybe(isYesNo) },
        again: maybe(isText),
      })(value));
const isDefinition = fields({
  name: isText,
  ...{ title: maybe(isText), description: maybe(isText), entry: isEntry, start: isText },
  goal: maybe(fields({ event: isText, where })),
  ...{ control: maybe(isNumber), priority: maybe(isNumber), nodes: each(isNode) },
  caps: maybe(fields({ perDay: maybe(isNumber), perWeek: maybe(isNumber) })),
  quiet: maybe((value) => value === false || fields({ from: isText, until: isText })(value)),
});

/**
 * A definition of a file in JSON, as it can be drawn and edited: each value is of its type, whether it holds or not.
 * Undefined for other text; the server says what is wrong with it.
 */
export function readDefinition(text: string): JourneyDefinition | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isDefinition(value) ? (value as JourneyDefinition) : undefined;
  } catch {
    return undefined;
  }
}

/** The order in which the fields of a journey stand in its file. */
const ORDER = [
  ...["$schema", "name", "title", "description", "entry", "goal", "control", "caps", "quiet"],
  ...["priority", "start", "nodes"],
];

/** The text of a definition's file. */
export function writeDefinition(definition: JourneyDefinition): string {
  const known = Object.entries(definition).sort(
    ([one], [other]) => ORDER.indexOf(one) - ORDER.indexOf(other),
  );
  return `${JSON.stringify(Object.fromEntries(known), null, 2)}\n`;
}
