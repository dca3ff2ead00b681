import { attempt } from "./attempt.js";
import type { Entry } from "./event-store.js";

/**
 * Keeps events in localStorage that a page could not write to its database before it ends: only localStorage
 * is written before a page is gone, and only so little as one page tracks at its end has a place there.
 */
export const keepLastWords = (name: string, entries: readonly Entry[]): void => {
  // A name of its own, so that pages that end together do not overwrite each other's.
  attempt(() => (localStorage[`${name} ${Math.random()}`] = JSON.stringify(entries)));
};

/** Hands over what earlier pages kept so. It is there still until it was taken. */
export const takeLastWords = (name: string, take: (entries: readonly Entry[]) => Promise<unknown>): void =>
  attempt(() => {
    for (const key in localStorage) {
      if (key.startsWith(`${name} `))
        take(JSON.parse(localStorage[key])).then((isTaken) => isTaken && delete localStorage[key]);
    }
  });
