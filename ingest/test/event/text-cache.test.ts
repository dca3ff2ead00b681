import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expect, it } from "vitest";
import { tokenBuckets } from "../../src/collect/limits/token-buckets.js";
import { botCheck } from "../../src/event/enrich/is-bot.js";
import { protector } from "../../src/event/privacy/protect.js";
import { textCache } from "../../src/event/text-cache.js";

const MIB = 1024 * 1024;

it("holds no more bytes than it may, whatever texts come, and remembers those that came last", () => {
  const texts = fc.array(fc.string({ unit: "binary", maxLength: 40 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(texts, (texts) => {
      const cache = textCache<number>({ longest: 30, maxBytes: 1_000 });
      for (const [n, text] of texts.entries()) {
        cache.set(text, n);
        expect(cache.bytes()).toBeLessThanOrEqual(1_000);
        expect(cache.get(text)).toBe(text.length > 30 ? undefined : n);
      }
    }),
  );
});

it.each(["__proto__", "constructor", "", "12", "\ud800"])("keeps the text %j as any other", (text) => {
  const cache = textCache<number>({ longest: 30, maxBytes: 1_000 });
  expect(cache.get(text)).toBeUndefined();
  cache.set(text, 1);
  expect([cache.get(text), cache.bytes()]).toEqual([1, 2 * text.length + 64]);
});

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function heldBytes(): number {
  // The engine lets go of the forms of objects in the first round, and of their names in the next.
  for (let round = 0; round < 4; round++) collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A text of 480 kB that differs from any other. */
const longText = (n: number) => `${n} ${Buffer.alloc(480_000, "x").toString("latin1")}`;

/** Every place that remembers something by a stranger's text; each is filled with parts of long texts. */
const isBot = botCheck();
const protect = protector(["password"]);
const senders = tokenBuckets({ perSecond: 1, burst: 10 });
it.each<[string, (text: string) => unknown]>([
  ["user agents", (text) => isBot(text)],
  ["user agents of the usual length", (text) => isBot(text.slice(0, 200))],
  ["names of fields", (text) => protect({ [text]: 1 }, { neverStored: 0, cardNumbers: 0 })],
  [
    "short names of fields",
    (text) => protect({ [text.slice(0, 40)]: 1 }, { neverStored: 0, cardNumbers: 0 }),
  ],
  ["senders", (text) => senders.take(text.slice(0, 30), 1, 0)],
])("what is remembered of %s does not hold the bodies they came in", (_, remember) => {
  remember(longText(0));
  const before = heldBytes();
  for (let n = 1; n <= 400; n++) remember(longText(n));
  // The texts have 192 MB.
  expect((heldBytes() - before) / MIB).toBeLessThan(10);
});
