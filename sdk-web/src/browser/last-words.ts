import { attempt } from "./attempt.js";

/**
 * Takes over into the memory of this page what others could not write to the database before they ended, and kept in
 * localStorage, which alone is written before a page is gone. From then on it is this page's to keep.
 *
 * @param name begins the keys
 */
export const takeLastWords = (name: string, unwritten: Map<string, string>): void =>
  attempt(() => {
    for (const key in localStorage) {
      if (key.startsWith(`${name} `)) {
        for (const [id, json] of JSON.parse(localStorage[key])) unwritten.set(id, json);
        delete localStorage[key];
      }
    }
  });
