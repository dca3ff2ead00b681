import { join } from "node:path";
import { changeSources } from "../../../sources/change-sources.js";
import { addSource } from "../../../sources/changes.js";
import type { KeyKind } from "../../../sources/source.js";
import { newServerKey } from "../server-key.js";

/** The source of the live shoppers: apart from the simulated year, whose figures the ledger knows. */
export const LIVE_SOURCE = "live";

/**
 * Adds the source of the live shoppers to a collector's data folder, once.
 *
 * @returns its write keys, which the collector accepts
 */
export async function openLiveSource(
  folder: string,
  collector: string,
  timeZone: string,
): Promise<Readonly<Record<KeyKind, string>>> {
  const sources = await changeSources(join(folder, "sources.json"), (before) =>
    before.some(({ id }) => id === LIVE_SOURCE)
      ? { sources: before, audit: [] }
      : addSource(before, { id: LIVE_SOURCE, currency: "EUR", timeZone }),
  );
  const web = sources.find(({ id }) => id === LIVE_SOURCE)?.keys.find(({ kind }) => kind === "web");
  if (web?.kind !== "web") throw new Error(`The source ${LIVE_SOURCE} in ${folder} has no web key.`);
  return { web: web.key, server: await newServerKey(folder, LIVE_SOURCE, collector) };
}
