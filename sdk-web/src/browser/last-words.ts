import { attempt } from "./attempt.js";

type Entries = readonly (readonly [key: string, json: string])[];

const prefixOf = (name: string): string => `${name} last `;
/** A page's own, so that pages that end together do not overwrite each other's. */
const mine = `${Math.random()}`;

/**
 * Keeps events in localStorage that a page could not write to its database before it ends: only localStorage
 * is written before a page is gone, and only so little as one page tracks at its end has a place there.
 */
export const keepLastWords = (name: string, entries: Entries): void => {
  if (entries.length) attempt(() => localStorage.setItem(prefixOf(name) + mine, JSON.stringify(entries)));
};

/** Gives what pages before this one kept so. It is there still until it was taken. */
export async function takeLastWords(
  name: string,
  take: (entries: Entries) => Promise<unknown>,
): Promise<void> {
  for (const key of attempt(() => Object.keys(localStorage)) ?? []) {
    if (!key.startsWith(prefixOf(name))) continue;
    const entries: Entries = attempt(() => JSON.parse(localStorage.getItem(key) as string)) ?? [];
    await take(entries);
    attempt(() => localStorage.removeItem(key));
  }
}
