import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { changeSources } from "../../sources/change-sources.js";
import { addKey } from "../../sources/changes.js";

/** A collector reads a changed file within a second; a busy machine gets more time. */
const TRIES = 200;
const TRY_AGAIN_MS = 100;

/**
 * Creates a server key for a source of a running collector, and waits until the collector accepts it.
 *
 * @param folder the collector's data folder
 * @throws {Error} when the collector does not accept it in time
 */
export async function newServerKey(folder: string, source: string, collector: string): Promise<string> {
  let key = "";
  await changeSources(join(folder, "sources.json"), (sources) => {
    const changed = addKey(sources, source, "server");
    key = changed.newKey;
    return changed;
  });
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await fetch(`${collector}/v1/batch`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ batch: [] }),
    });
    if (answer.status !== 401) return key;
    await sleep(TRY_AGAIN_MS);
  }
  throw new Error(
    `The collector did not accept a new key from ${folder}. Does it use another file of sources?`,
  );
}
