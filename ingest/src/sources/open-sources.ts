import { stat } from "node:fs/promises";
import type { Logger } from "pino";
import { changeSources } from "./change-sources.js";
import { keyFinder } from "./find-key.js";
import { keepKeyUse } from "./key-use.js";
import type { FindKey, Source } from "./source.js";
import { readSourcesFile, type SourceEntry, withDefaults } from "./sources-file.js";
import { sourcesPlace } from "./sources-place.js";
import { keyEntry, keyHint, newWriteKey } from "./write-keys.js";

/** A file of sources that is being read: what it says is in force soon after it was written. */
export interface OpenedSources {
  /** As they stand now. */
  current(): readonly SourceEntry[];
  readonly find: FindKey;
  /** True when there was no file and a first source with its key was made. */
  readonly created: boolean;
  /** Stops watching the file. */
  close(): Promise<void>;
}

export interface OpenSourcesOptions {
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  /** What to make when there is no file; without it that is an error. */
  readonly first?: Source | undefined;
  /** Told the sources after each change; tried again when it fails. */
  readonly changed?: (sources: readonly SourceEntry[]) => Promise<void>;
  /** How often it is looked whether the file was changed, in milliseconds. */
  readonly lookEveryMs?: number;
}

/**
 * Opens a file of sources and write keys, and follows its changes: by looking at it four times a second, since a file
 * on a shared disk tells nobody when it changes. While it can't be read or used, what was in force stays in force.
 *
 * @param path of the JSON file
 * @throws {Error} when there is none and no first source is given, or when it can't be used
 */
export async function openSources(path: string, options: OpenSourcesOptions): Promise<OpenedSources> {
  const { logger, first, changed = async () => {}, lookEveryMs = 250 } = options;
  const created = first !== undefined && (await makeFirst(path, first));
  let seen = await stateOf(path);
  let sources = await readSourcesFile(path);
  const keyUse = keepKeyUse(sourcesPlace(path).keyUse, logger);
  let find = keyFinder(sources, keyUse.used);
  let untold = false;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    const state = await stateOf(path);
    if (state !== seen) {
      seen = state;
      try {
        sources = await readSourcesFile(path);
        find = keyFinder(sources, keyUse.used);
        untold = true;
        logger.info(`${path} was changed: its sources and keys are in force now`);
      } catch (error) {
        logger.error(`What was in force stays so: ${(error as Error).message}`);
      }
    }
    if (!untold) return;
    try {
      await changed(sources);
      untold = false;
    } catch (error) {
      logger.warn(`The warehouse was not told the changed sources yet: ${(error as Error).message}`);
    }
  }

  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
  }, lookEveryMs).unref();
  return {
    current: () => sources,
    find: (writeKey, now) => find(writeKey, now),
    created,
    async close() {
      clearInterval(timer);
      await looking;
      await keyUse.close();
    },
  };
}

/** Differs after each replacement of the file. */
async function stateOf(path: string): Promise<string> {
  const state = await stat(path, { bigint: true }).catch(() => undefined);
  return state ? `${state.dev} ${state.ino} ${state.size} ${state.mtimeNs}` : "";
}

async function makeFirst(path: string, first: Source): Promise<boolean> {
  if ((await stateOf(path)) !== "") return false;
  const key = keyEntry("web", newWriteKey("web"));
  const { id, ...to } = first;
  let made = false;
  await changeSources(path, (sources) => {
    if (sources.length > 0) return { sources, audit: [] };
    made = true;
    return {
      sources: [withDefaults({ ...first, keys: [key] })],
      audit: [
        { what: "source added", source: id, to },
        { what: "key added", source: id, key: keyHint(key), to: { kind: "web" } },
      ],
    };
  });
  return made;
}
