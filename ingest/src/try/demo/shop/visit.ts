import { SECOND_MS } from "./day-buckets.js";
import { type Device, type Person, userIdAt } from "./people.js";
import type { Shop } from "./shop.js";

/** A visit in progress: its person, device and current time. */
export interface Visit {
  readonly person: Person;
  readonly device: Device;
  /** How long the device's network is down, in milliseconds. */
  readonly delay: number;
  now: number;
}

/** Advances the visit's clock by the time of one step, up to 40 seconds. */
export function takeTime(shop: Shop, visit: Visit): number {
  visit.now += shop.draw.int(2 * SECOND_MS, 40 * SECOND_MS);
  return visit.now;
}

/** Views a page of the shop. */
export function viewPage(shop: Shop, visit: Visit, name: string, path: string, context = {}): void {
  shop.tracking.browser(visit.device, takeTime(shop, visit), visit.delay, {
    type: "page",
    name,
    context: { page: { path, title: name, url: `https://shop.example${path}` }, ...context },
  });
}

/** Signs in and identifies the person in the browser, if they have an account and are not signed in with it. */
export function signIn(shop: Shop, visit: Visit): void {
  const userId = userIdAt(visit.person, visit.now);
  if (userId === undefined || visit.device.signedInAs === userId) return;
  visit.device.signedInAs = userId;
  shop.tracking.browser(visit.device, takeTime(shop, visit), visit.delay, {
    type: "identify",
    traits: { email: `${userId}@example.com`, currency: visit.person.currency },
  });
}
