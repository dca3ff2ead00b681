import { isObject } from "../../../dist/collect/batch.js";
import { readJson } from "../../../dist/collect/json.js";
import { receive } from "../../../dist/collect/receive.js";
import { EVENT_COLUMNS } from "../../../dist/event/enrich/event-row.js";
import { privacyOf } from "../../../dist/event/privacy/privacy.js";
import { readConfig } from "../../../dist/settings/config.js";

const privacy = privacyOf(readConfig({ env: {} }));
const key = { id: "key", source: { id: "shop", currency: "EUR", timeZone: "UTC" }, kind: "web" };
const unforeseen = (error) => {
  throw error;
};

/** Any JSON as an event: one row of all columns, or one dead letter; nothing is thrown on the way. */
export async function fuzz(data) {
  let read;
  try {
    read = readJson(data.toString("utf8"));
  } catch {
    return;
  }
  const appended = [];
  const log = { append: async (records) => void appended.push(records), unavailable: () => undefined };
  const event = isObject(read.value) ? { userId: "u", type: "track", ...read.value } : read.value;
  const facts = {
    key,
    stringify: read.stringify,
    receivedAt: Date.UTC(2026, 0, 1),
    sender: {},
    browser: undefined,
  };
  await receive({ events: [event], context: read.value?.context }, facts, { log, privacy, unforeseen });
  const { events, deadLetters } = appended[0];
  if (events.length + deadLetters.length !== 1) throw new Error("an event is no row and no dead letter");
  for (const row of events)
    if (JSON.parse(row).length !== EVENT_COLUMNS.length || !row.isWellFormed())
      throw new Error(`a wrong row: ${row}`);
}
