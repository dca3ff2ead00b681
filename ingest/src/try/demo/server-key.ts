import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { changeSources } from "../../sources/change-sources.js";
import { addKey } from "../../sources/changes.js";

/** A collector takes up a changed file within a second; a busy machine is given more. */
const TRIES = 200;
const TRY_AGAIN_MS = 100;

/**
 * Makes a server's write key for a source of a collector that runs, and waits until it is in force.
 *
 * @param folder the collector's data folder
 * @throws {Error} when the collector does not take it up
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
    `The collector did not take up a new key of ${folder}. Does another process hold its sources?`,
  );
}
