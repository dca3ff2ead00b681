import type { CallOptions } from "./calls.js";

// biome-ignore lint/suspicious/noExplicitAny: a page may give anything
type Anything = any;

/** The value, if its fields can be spread: those of a long text would be its letters. */
export const objectOf = (value: Anything): Anything => (typeof value === "object" ? value : undefined);

/** The options of a call, and what its other arguments say of the event. */
type Said = readonly [more: CallOptions | undefined, fields: Readonly<Record<string, unknown>>];

/** Reads the arguments of a call, by the call's name. Their getters run here. */
export const fieldsOf: Readonly<Record<string, (...given: Anything[]) => Said>> = {
  track: (event, properties, more) => [more, { event, properties }],
  page: (first, second, third, fourth) => {
    if (typeof second === "string") return [fourth, { category: first, name: second, properties: third }];
    return objectOf(first) ? [second, { properties: first }] : [third, { name: first, properties: second }];
  },
  identify: (first, second, third) =>
    objectOf(first)
      ? [second, { traits: first }]
      : [third, { userId: first ?? third?.userId, traits: second }],
  group: (groupId, traits, more) => [more, { groupId, traits }],
  alias: (userId, previousId, more) => [more, { userId, previousId }],
};
