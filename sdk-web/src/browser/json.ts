import { wellFormed } from "../core/well-formed.js";

/**
 * Writes a value as JSON of well-formed text. Prototype.js and others give arrays, and dates, a `toJSON()` that returns
 * text: the replacer takes what it was called on.
 */
export const stringify = (value: unknown): string =>
  wellFormed(
    JSON.stringify(
      value,
      // @ts-expect-error: only a page that extends built-ins has it
      [].toJSON &&
        function (this: Record<string, Date>, name: string, written: unknown) {
          const real = this[name];
          return real?.toISOString?.() ?? (Array.isArray(real) ? real : written);
        },
    ),
  );
