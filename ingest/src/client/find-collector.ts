import { setTimeout as sleep } from "node:timers/promises";
import { addressOf } from "../data-folder/running.js";
import { readConfig } from "../settings/config.js";
import { localAddress } from "../settings/local-address.js";
import type { SourceEntry } from "../sources/sources-file.js";
import { webKeyOf } from "../sources/write-keys.js";
import { type FirstSource, startCollectorProcess } from "./collector-process.js";
import { readDataFolder } from "./data-folder.js";

/** A running collector. */
export interface FoundCollector {
  readonly host: string;
  readonly writeKey: string;
  /** Its data folder, if it is on this machine. */
  readonly data: string | undefined;
  /** True when it was started for this command; {@link close} stops it. */
  readonly started: boolean;
  close(): Promise<void>;
}

export interface CollectorWanted {
  /** Base address; undefined for the data folder's own. */
  readonly host: string | undefined;
  readonly writeKey: string | undefined;
  /** Data folder; undefined for the configured one. */
  readonly data: string | undefined;
  /** The first source of a new data folder. */
  readonly first: FirstSource;
}

/**
 * Finds the collector to send to: the one at the given address, else the one running on the data folder, else one
 * started on it for this command.
 *
 * @throws {Error} when an address is given without a key, or no collector can be started on the folder
 */
export async function findCollector(wanted: CollectorWanted): Promise<FoundCollector> {
  const config = readConfig({ flags: { SAFAR_DATA: wanted.data } });
  const data = config.SAFAR_DATA;
  if (wanted.host !== undefined) {
    if (!wanted.writeKey) {
      throw new Error(
        "Name the write key of the collector with --write-key or SAFAR_WRITE_KEY; `safar serve` prints it.",
      );
    }
    return {
      host: wanted.host,
      writeKey: wanted.writeKey,
      data: undefined,
      started: false,
      close: async () => {},
    };
  }
  const folder = await readDataFolder(data);
  const usual = localAddress(config.SAFAR_LISTEN, config.SAFAR_PORT);
  const host = await addressOf("collector", { folder: data, isThere: folder !== undefined, usual });
  const writeKey = wanted.writeKey ?? keyToSendWith(folder?.sources[0]);
  if (host && writeKey && (await takesKey(host, writeKey))) {
    return { host, writeKey, data, started: false, close: async () => {} };
  }
  const own = await startCollectorProcess(data, wanted.first).catch((error: Error) => {
    throw new Error(
      `No collector runs on the data folder ${data}, and none can be started on it: ${error.message} ` +
        "To send to a collector elsewhere, name it with --host and --write-key.",
      { cause: error },
    );
  });
  return {
    host: own.collector,
    writeKey: wanted.writeKey ?? own.writeKey,
    data,
    started: true,
    close: own.stop,
  };
}

/** @throws {Error} when the source ignores orders sent with its web key */
function keyToSendWith(source: SourceEntry | undefined): string | undefined {
  if (source?.ordersFrom === "server") {
    throw new Error(
      `Source ${source.id} believes orders from servers alone. Name a server key with --write-key or SAFAR_WRITE_KEY; ` +
        `\`safar keys add ${source.id} --kind server\` makes one.`,
    );
  }
  return webKeyOf(source);
}

/** How long to wait for a new key. A collector applies it within a second. */
const TAKEN_UP_MS = 2_000;

/** Whether a collector listens there and knows the key. Keys are random, so it must be the one that created the key. */
async function takesKey(host: string, writeKey: string): Promise<boolean> {
  const end = Date.now() + TAKEN_UP_MS;
  for (;;) {
    const status = await fetch(`${host}/v1/batch`, {
      method: "POST",
      body: JSON.stringify({ writeKey, batch: [] }),
    }).then(
      (answer) => answer.status,
      () => undefined,
    );
    if (status !== 401 || Date.now() > end) return status === 200;
    await sleep(100);
  }
}
