import { isExactNumber } from "@safar/schemas";

/**
 * Makes every text and name of a parsed value well-formed, in place: a lone surrogate becomes U+FFFD, because it
 * cannot be stored or shown. It works with a list instead of recursion, so deep values need no stack.
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
