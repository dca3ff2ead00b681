import { attempt } from "./attempt.js";
import type { SafarOptions } from "./options.js";
import { createSafar, type Instance } from "./safar.js";

/**
 * The instance of a write key at a host: made once a page, however often it is asked for, and by whichever copy
 * of this package. Never throws.
 */
export function instanceOf(given: SafarOptions): Instance {
  const options = { ...given };
  const { writeKey } = options;
  const host = attempt(() => /^http.*[^/]/.exec(new URL(options.host).href)?.[0]);
  const name = `safar:${writeKey}@${host}`;
  const page = globalThis as never as Record<string, Instance>;
  // biome-ignore lint/suspicious/noAssignInExpressions: made once
  return (page[name] ??= createSafar(options, name, writeKey && host));
}
