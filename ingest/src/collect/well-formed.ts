import { isExactNumber } from "@safar/schemas";

/**
 * A parsed value whose every text and name is well-formed, changed in place: half a character (a lone surrogate) becomes
 * U+FFFD, as nothing that is stored or shown can hold it. It keeps a list of what is left to do, so depth costs no stack.
 */
export function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  const waiting: object[] = typeof value === "object" && value !== null ? [value] : [];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const fields = at as Record<string, unknown>;
    for (const name of Object.keys(fields)) {
      const field = fields[name];
      if (typeof field === "object" && field !== null && !isExactNumber(field)) waiting.push(field);
      const isBroken = !name.isWellFormed();
      if (isBroken) delete fields[name];
      if (isBroken || (typeof field === "string" && !field.isWellFormed()))
        set(fields, name.toWellFormed(), typeof field === "string" ? field.toWellFormed() : field);
    }
  }
  return value;
}

/** Plain assignment to `__proto__` would change what the object inherits. */
function set(fields: object, name: string, value: unknown): void {
  Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
}
