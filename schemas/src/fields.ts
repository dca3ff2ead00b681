import { type TSchema, type TSchemaOptions, Type } from "typebox";
import { isExactNumber } from "./exact-number.js";
import { ID_PATTERN, toldId } from "./id.js";
import { MAX_ID_LENGTH } from "./limits.js";
import { EVENT_TIME_PATTERN, toldTime } from "./timestamp.js";
import { isTold, UNREADABLE } from "./told.js";

/**
 * An id: a text of 1 to 512 characters that is not a placeholder such as "undefined", or a number other than 0, which
 * some Segment clients send. The compiled validator also detects a placeholder with invisible marks between its
 * letters, as `toldId` does.
 */
export function Id(options: TSchemaOptions = {}) {
  return Type.Refine(
    Type.Union(
      [
        Type.String({ minLength: 1, maxLength: MAX_ID_LENGTH, pattern: ID_PATTERN }),
        Type.Number({ not: { const: 0 } }),
      ],
      options,
    ),
    (value) => isTold(toldId(value)),
  );
}

/** An id that may be unknown: null, the empty text and placeholders such as "undefined" mean unknown. */
export function UnknownableId(options: TSchemaOptions = {}) {
  return Type.Union([Type.String({ maxLength: MAX_ID_LENGTH }), Type.Number(), Type.Null()], options);
}

/**
 * A JSON object of any content, or `[]`, which is how PHP writes an empty one. (A number kept with all digits is an
 * object only in JavaScript.)
 */
export const AnyObject = Type.Union([
  Type.Refine(Type.Object({}), (value) => !isExactNumber(value)),
  Type.Array(Type.Unknown(), { maxItems: 0 }),
]);

/** A schema that also allows null, which means the same as a missing field. */
export function Nullable<T extends TSchema>(schema: T, options: TSchemaOptions = {}) {
  return Type.Union([schema, Type.Null()], options);
}

/**
 * An instant: ISO 8601 text, or seconds or milliseconds since 1970. The JSON Schema describes only the usual forms. The
 * collector reads an instant with `toldTime`, which accepts more forms, and rejects days such as February 30.
 */
export const Timestamp = Type.Refine(
  Type.Union([
    Type.String({ pattern: EVENT_TIME_PATTERN }),
    Type.Number({ minimum: 1e8, exclusiveMaximum: 1e10 }),
    Type.Number({ minimum: 1e11, exclusiveMaximum: 1e13 }),
  ]),
  (value) => toldTime(value) !== UNREADABLE,
);

/** An instant in any form that `toldTime` reads. */
export const AnyTimestamp = Type.Refine(
  Type.Union([Type.String(), Type.Number()]),
  (value) => toldTime(value) !== UNREADABLE,
);

/** A text. */
export function Text(description: string) {
  return Type.Optional(Type.String({ description }));
}

/**
 * Money in whole units of the currency. A text such as "19.90" keeps every digit; a JavaScript number may not.
 */
export function Money(description: string) {
  return Type.Optional(Type.Union([Type.Number(), Type.String()], { description }));
}

/** A count, a position or a size. */
export function Quantity(description: string) {
  return Type.Optional(Type.Number({ description }));
}

/** An id of something in the shop: a cart, a product, a coupon. */
export function Reference(description: string) {
  return Type.Optional(Type.Union([Type.String(), Type.Number()], { description }));
}
