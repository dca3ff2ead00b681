import { stat } from "node:fs/promises";
import type { Logger } from "pino";
import { changeSources } from "./change-sources.js";
import { keyFinder } from "./find-key.js";
import { keepKeyUse } from "./key-use.js";
import type { FindKey, Source } from "./source.js";
import { readSourcesFile, type SourceEntry, withDefaults } from "./sources-file.js";
import { sourcesPlace } from "./sources-place.js";
import { keyEntry, keyHint, newWriteKey } from "./write-keys.js";

/** An open file of sources. Its changes are applied soon after they are written. */
export interface OpenedSources {
  /** The current sources. */
  current(): readonly SourceEntry[];
  readonly find: FindKey;
  /** True when the file did not exist and was created with a first source and key. */
  readonly created: boolean;
  /** Stops watching the file. */
  close(): Promise<void>;
}

export interface OpenSourcesOptions {
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  /** Source to create when the file does not exist; without it that is an error. */
  readonly first?: Source | undefined;
  /** Called with the sources after each change; retried when it fails. */
  readonly changed?: (sources: readonly SourceEntry[]) => Promise<void>;
  /** How often to check the file for changes, in milliseconds. */
  readonly lookEveryMs?: number;
}

/**
 * Opens a file of sources and write keys and follows its changes. It polls four times a second, because shared disks
 * send no change notifications. While the file is unreadable or invalid, the last valid content stays active.
 *
 * @param path the JSON file
 * @throws {Error} when the file does not exist and no first source is given, or when it is invalid
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
        logger.info(`Applied the changed sources and keys of ${path}`);
      } catch (error) {
        logger.error(`Keeping the previous sources and keys: ${(error as Error).message}`);
      }
    }
    if (!untold) return;
    try {
      await changed(sources);
      untold = false;
    } catch (error) {
      logger.warn(
        `Could not write the changed sources to the warehouse; retrying: ${(error as Error).message}`,
      );
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

/** A text that changes whenever the file is replaced. */
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
