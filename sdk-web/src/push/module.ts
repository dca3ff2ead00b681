import type { Safar } from "../browser/calls.js";
import { createPush, type Push, type PushResult } from "./push.js";

export type { PushResult } from "./push.js";

type Page = { safar?: Safar & { q?: unknown; push?: Push } };

const WAIT_MS = 50;

/** The page's instance, once the script has taken the place of the stub. */
async function instance(): Promise<NonNullable<Page["safar"]>> {
  const page = window as Page;
  while (page.safar === undefined || page.safar.q !== undefined)
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  await page.safar.ready();
  return page.safar;
}

const made: Promise<Push> = instance().then((safar) => {
  const own = createPush(safar, { host: new URL(import.meta.url).origin });
  // A visitor who may not be remembered yet is looked at again when they may: an event is made then.
  if (safar.anonymousId !== undefined) void own.renew();
  else {
    const end = safar.on("event", () => {
      end();
      void own.renew();
    });
  }
  safar.push = own;
  return own;
});

/**
 * What `/safar-push.js` gives a page that imports it, and `safar.push` for all its scripts: calls wait until `safar.js` is
 * there.
 */
export const push: Push = {
  subscribe: async (options): Promise<PushResult> => (await made).subscribe(options),
  unsubscribe: async () => (await made).unsubscribe(),
  renew: async () => (await made).renew(),
};
