import { attempt } from "./attempt.js";
import type { SafarOptions } from "./options.js";
import { createSafar, type Instance } from "./safar.js";

/** Shared by all copies of this package on a page, of whatever version. */
const registry: unique symbol = Symbol.for("@safar/web");

/** The instance of a write key at a host: made once a page, however often it is asked for. Never throws. */
export function instanceOf(options: SafarOptions): Instance {
  const page = globalThis as { [registry]?: Record<string, Instance> };
  page[registry] ??= {};
  const instances = page[registry];
  const name = attempt(() => `${options.writeKey}@${options.host.replace(/\/+$/, "")}`) ?? "";
  instances[name] ??= createSafar(options);
  return instances[name];
}
