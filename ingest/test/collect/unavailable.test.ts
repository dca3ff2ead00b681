import { pino } from "pino";
import { afterEach, expect, it } from "vitest";
import { buildApp } from "../../src/collect/app.js";
import { limitsOf } from "../../src/collect/limits/limits.js";
import { privacyOf } from "../../src/event/privacy/privacy.js";
import { readConfig } from "../../src/settings/config.js";
import { type Broker, BrokerError } from "../../src/store/event-log/broker.js";
import { kafkaLog } from "../../src/store/event-log/kafka.js";

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const part of opened.splice(0).reverse()) await part.close();
});

/** A collector before a Kafka that does with messages what the test says. */
async function collector(
  broker: Pick<Broker, "send" | "probe">,
  maxPendingChars?: number,
  logger = pino({ level: "silent" }),
) {
  const log = kafkaLog(broker, {
    columns: { events: ["row"], deadLetters: ["row"] },
    toDeadLetter: (row) => row,
    lingerMs: 0,
    ...(maxPendingChars === undefined ? {} : { maxPendingChars }),
  });
  opened.push(log);
  const source = { id: "shop", currency: "EUR", timeZone: "UTC" };
  const config = readConfig({ env: {} });
  const key = { id: "key", source, sourceDisabled: false, kind: "server", hint: "" } as const;
  const app = await buildApp({
    log,
    findKey: () => ({ ...key, allowsOrigin: () => true }),
    sources: () => [],
    privacy: privacyOf(config),
    limits: limitsOf(config),
    logger,
  });
  opened.push(app);
  return async (event: string) => {
    const answer = await app.inject({
      method: "POST",
      url: "/v1/track",
      payload: { userId: "u", event, properties: { a: "x".repeat(20_000) }, writeKey: "wk" },
    });
    return [answer.statusCode, answer.json().code, answer.headers["retry-after"]];
  };
}

it("says that nothing can be made durable while Kafka is away, to the first request and to those after it", async () => {
  const away = () => Promise.reject(new BrokerError("unreachable", "Kafka does not answer."));
  const post = await collector({ send: away, probe: away });
  expect(await post("first")).toEqual([503, "storage_unavailable", "5"]);
  expect(await post("second")).toEqual([503, "storage_unavailable", "5"]);
});

it("says that it holds as much as it may while Kafka is slow", async () => {
  let answer = () => {};
  const slow = () => new Promise<void>((resolve) => (answer = resolve));
  const lines: string[] = [];
  const logger = pino({ level: "warn" }, { write: (line: string) => lines.push(line) });
  const post = await collector({ send: slow, probe: async () => {} }, 30_000, logger);
  const [first, second, third] = [post("first"), post("second"), post("third")];
  expect(await second).toEqual([503, "overloaded", "1"]);
  expect(await third).toEqual([503, "overloaded", "1"]);
  // Whoever floods the collector does not flood its log, too.
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      msg: "Refused a request because the collector is overloaded",
      why: expect.stringContaining("Kafka"),
      leftOut: 0,
    },
  ]);
  answer();
  expect(await first).toEqual([200, undefined, undefined]);
});
