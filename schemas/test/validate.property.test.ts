import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVENT_PROBLEMS, type EventProblemCode } from "../src/event-problem.js";
import { eventsJsonSchema } from "../src/json-schema.js";
import { CALL_TYPES } from "../src/names.js";
import { validateEvent } from "../src/validate.js";

/** A field's value, and the problem that it is, if it is one. `undefined` stands for a field left out. */
interface Choice {
  readonly value: unknown;
  readonly problem?: EventProblemCode;
}

const right = (values: fc.Arbitrary<unknown>) => values.map((value): Choice => ({ value }));
const wrong = (values: fc.Arbitrary<unknown>, problem: EventProblemCode) =>
  values.map((value): Choice => ({ value, problem }));
const or = (good: fc.Arbitrary<Choice>, bad: fc.Arbitrary<Choice>) =>
  fc.oneof({ arbitrary: good, weight: 9 }, { arbitrary: bad, weight: 1 });

const id = fc.oneof(
  fc.string({ maxLength: 511 }).map((text) => `u${text}`),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => number !== 0),
);
/** What names nobody: nothing, blanks, and what a template wrote in place of an id. */
const blank = fc.constantFrom<unknown>(
  "",
  " ",
  "\u200e",
  0,
  "0",
  "undefined",
  "NULL",
  " [object Object]",
  "\\N",
);
const noId = fc.oneof(
  fc.string({ minLength: 513, maxLength: 600 }),
  fc.array(fc.string()),
  fc.dictionary(fc.string(), id),
);
const nothing = fc.constantFrom(null, undefined);
// PHP writes an empty object as an empty list.
const object = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.constant([]));
const noObject = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.array(fc.jsonValue(), { minLength: 1 }));
const time = fc.oneof(
  fc
    .date({ min: new Date(1), noInvalidDate: true, max: new Date("9999-12-31") })
    .map((date) => date.toISOString()),
  fc.integer({ min: 1e11, max: 1e13 - 1 }),
  fc.integer({ min: 1e8, max: 2 ** 31 }),
);

const objectField = (problem: EventProblemCode) =>
  or(right(fc.oneof(object, nothing)), wrong(noObject, problem));
const envelope = {
  messageId: or(right(fc.oneof(id, nothing, blank)), wrong(noId, "invalid_message_id")),
  timestamp: or(
    right(fc.oneof(time, nothing)),
    wrong(
      fc.constantFrom("now", "1970-01-01T00:00:00.000Z", "?", 1e300, 0, 20250301, true, {}, "1403-12-30"),
      "invalid_timestamp",
    ),
  ),
  anonymousId: or(
    right(id),
    fc.oneof(wrong(noId, "invalid_anonymous_id"), wrong(fc.oneof(blank, nothing), "missing_identity")),
  ),
  properties: objectField("invalid_properties"),
  traits: objectField("invalid_traits"),
  context: objectField("invalid_context"),
};

const needed = (problem: EventProblemCode) => or(right(id), wrong(fc.oneof(noId, nothing, blank), problem));
const name = or(right(fc.oneof(fc.string(), nothing)), wrong(fc.oneof(fc.double(), object), "invalid_name"));

const ownFields: Record<(typeof CALL_TYPES)[number], Record<string, fc.Arbitrary<Choice>>> = {
  track: {
    event: or(
      right(fc.string({ minLength: 1, maxLength: 512 }).map((text) => `own ${text}`.slice(0, 512))),
      wrong(fc.oneof(fc.constantFrom("", null, undefined, 5, "x".repeat(513)), object), "invalid_event_name"),
    ),
  },
  identify: {},
  page: { name, category: name },
  screen: { name, category: name },
  group: { groupId: needed("missing_group_id") },
  alias: { userId: needed("missing_identity"), previousId: needed("invalid_previous_id") },
};

/** Events field by field, each right or wrong, with the problems that they have. */
const chosen = fc.constantFrom(...CALL_TYPES).chain((type) =>
  fc.record({ ...envelope, ...ownFields[type] }).map((choices) => {
    const fields = Object.entries(choices).filter(([, { value }]) => value !== undefined);
    const event: Record<string, unknown> = Object.fromEntries(
      fields.map(([field, { value }]) => [field, value]),
    );
    // An alias is its userId's, so an anonymousId that names nobody is no problem of it.
    const unneeded = type === "alias" ? "anonymousId" : "";
    const problems = Object.entries(choices).flatMap(([field, { problem }]) =>
      problem === undefined || (field === unneeded && problem === "missing_identity") ? [] : problem,
    );
    return { event: { ...event, type }, problems };
  }),
);

const known = new Set([
  ...Object.keys(envelope),
  "type",
  "event",
  "userId",
  "name",
  "category",
  "groupId",
  "previousId",
]);

describe("validateEvent, for any event", () => {
  it("refuses exactly the events with a problem, and names one that they have", () => {
    fc.assert(
      fc.property(chosen, ({ event, problems }) => {
        const problem = validateEvent(event);
        if (problems.length === 0) expect(problem).toBeUndefined();
        else expect(problems).toContain(problem?.code);
      }),
      { numRuns: 2_000 },
    );
  });

  it("accepts whatever the published JSON Schema lets pass", () => {
    const conforms = new Ajv2020({ strict: false }).compile(eventsJsonSchema());
    fc.assert(
      fc.property(chosen, ({ event }) => {
        if (conforms(event)) expect(validateEvent(event)).toBeUndefined();
      }),
    );
  });

  it("gives the same verdict with unknown fields beside", () => {
    const unknown = fc.dictionary(
      fc.string().filter((field) => !known.has(field)),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(chosen, unknown, ({ event }, more) => {
        expect(validateEvent({ ...more, ...event })).toEqual(validateEvent(event));
      }),
    );
  });

  it("never throws, and keeps to the closed list, for any JSON value", () => {
    const almostEvent = fc.record(
      Object.fromEntries(
        [...known].map((field) => [field, fc.oneof(fc.jsonValue(), fc.constantFrom(...CALL_TYPES))]),
      ),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), almostEvent), (value) => {
        const problem = validateEvent(value);
        if (problem) expect(EVENT_PROBLEMS).toHaveProperty(problem.code);
      }),
      { numRuns: 2_000 },
    );
  });
});
