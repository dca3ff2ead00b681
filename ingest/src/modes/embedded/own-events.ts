import { storeFates } from "../../channels/routes/store-fates.js";
import type { Track } from "../../channels/track/track-channel.js";
import { EVENT_COLUMNS } from "../../event/enrich/event-row.js";
import { privacyOf } from "../../event/privacy/privacy.js";
import { DEAD_LETTER_COLUMNS, unfitRowLetter } from "../../event/validate/dead-letter-row.js";
import { guardedLog } from "../../operate/disk/guarded-log.js";
import type { Erasures } from "../../people/erasures.js";
import type { Config } from "../../settings/config.js";
import { groupCommit } from "../../store/event-log/group-commit.js";
import { openHttpWarehouse } from "../../store/warehouse/clickhouse-http.js";
import type { Opened } from "../composed.js";
import type { Store } from "./store.js";

/** Most characters that wait to be stored; messages are sent in batches of twenty. */
const MOST_PENDING_CHARS = 8 * 1024 * 1024;

/**
 * Sends this process's own events, such as those that journeys track, through the same stages as all events: nothing
 * is kept of erased persons, and an invalid event becomes a dead letter.
 */
export function ownEvents(
  config: Config,
  { engine, disk, joined, shops }: Pick<Store, "engine" | "disk" | "joined" | "shops">,
  erasures: Erasures,
  opened: Opened,
): Track {
  const commit = opened(
    groupCommit(
      opened(openHttpWarehouse(engine.address("collector"))),
      {
        events: { table: "event_rows", columns: EVENT_COLUMNS },
        deadLetters: { table: "dead_letters", columns: DEAD_LETTER_COLUMNS },
        toDeadLetter: unfitRowLetter,
        stored: joined.stored,
      },
      { maxPendingChars: MOST_PENDING_CHARS, observe: disk.wrote },
    ),
  );
  const parts = {
    log: guardedLog(commit, disk),
    privacy: privacyOf(config),
    erasures,
    sources: shops.current,
  };
  return async (source, event) => {
    const { rejected } = await storeFates(source, [event], parts);
    return rejected[0] && `${rejected[0].code}: ${rejected[0].message}`;
  };
}
