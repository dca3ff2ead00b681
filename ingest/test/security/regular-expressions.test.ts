import { timestampMillis, validateEvent } from "@safar/schemas";
import { expect, it } from "vitest";
import { readJson } from "../../src/collect/json.js";
import { acceptedEncoding } from "../../src/collect/script/accepted-encoding.js";
import { settingsDocument } from "../../src/collect/segment/settings-document.js";
import { writeKeysOf } from "../../src/collect/write-key.js";
import { senderOf } from "../../src/connections/sender-address.js";
import { eventRow } from "../../src/event/enrich/event-row.js";
import { botCheck } from "../../src/event/enrich/is-bot.js";
import { privacyOf } from "../../src/event/privacy/privacy.js";
import { requestId } from "../../src/output/logging/logger.js";
import { readConfig } from "../../src/settings/config.js";
import { isAllowable, originRule } from "../../src/sources/origins.js";

const { protect } = privacyOf(readConfig({ env: {} }));
const isBot = botCheck();
const allowed = originRule(["https://*.shop.example"]);
const order = (value: string) =>
  eventRow(
    {
      type: "track",
      event: "Order Completed",
      userId: "u",
      properties: { order_id: value, revenue: value, currency: value },
    } as never,
    {
      sourceId: "s",
      sourceCurrency: "EUR",
      receivedAt: 0,
    },
  );

/** Everything that looks at a stranger's text with a regular expression, or might. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  "JSON with numbers": (text) => readJson(JSON.stringify([text, text])),
  "JSON that is none": (text) => quietly(() => readJson(text)),
  "a write key": (text) =>
    writeKeysOf({ headers: { authorization: `Basic ${text}` }, query: {} } as never, {}),
  "a time": (text) => timestampMillis(text),
  "an event": (text) => validateEvent({ type: "track", event: text, userId: text, timestamp: text }),
  "an order": order,
  "card numbers and secrets": (text) =>
    protect(
      { note: text, [text]: text, url: `https://a.example/?${text}` },
      { neverStored: 0, cardNumbers: 0 },
    ),
  "a user agent": (text) => isBot(`Mozilla/5.0 ${text}`),
  "an origin": (text) => [allowed(`https://${text}.shop.example`), isAllowable(`https://${text}`)],
  "an address": (text) => senderOf(text),
  "a host": (text) => settingsDocument("wk_a", { host: text }),
  "a request id": (text) => requestId({ headers: { "x-request-id": text } }),
  "accepted encodings": (text) => acceptedEncoding(text),
};

/** What makes careless expressions go back and try again. */
const PUMPED = [
  "0",
  "1.",
  "9 ",
  "4111 ",
  "4111-",
  " ",
  "\t",
  ",",
  ":",
  "[ ",
  '{"',
  "a",
  "aA",
  "a.",
  "-",
  "a-",
  "=",
  "=;",
  "q=0;",
  "..",
  "/",
  "\\",
  "é",
  "&a=",
  "1e",
  "T00:",
  "::",
];

function quietly(task: () => unknown): unknown {
  try {
    return task();
  } catch {
    return undefined;
  }
}

const SMALL = 4_000;
const TIMES = 16;

/** CPU time of this process for one reading, the least of several, in microseconds. */
function cost(read: (text: string) => unknown, text: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < 3; n++) {
    const before = process.cpuUsage();
    quietly(() => read(text));
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}

it.each(Object.entries(READERS))(
  "reading %s costs as much more as the text is longer, and no more",
  (_, read) => {
    for (const pump of PUMPED) {
      for (const end of ["", "!", "\n"]) {
        const text = (length: number) => pump.repeat(length / pump.length) + end;
        const long = cost(read, text(SMALL * TIMES));
        // Too little to be told from the rest of the process: a text as long as a whole batch, in 20 ms.
        if (long < 20_000) continue;
        // Sixteen times as long costs sixteen times as much when it is read once, and 256 times when it is not.
        expect(long / Math.max(1, cost(read, text(SMALL))), JSON.stringify(pump + end)).toBeLessThan(
          TIMES * 6,
        );
      }
    }
  },
);
