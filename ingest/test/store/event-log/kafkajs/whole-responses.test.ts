import fc from "fast-check";
import { expect, it } from "vitest";
import { wholeResponses } from "../../../../src/store/event-log/kafkajs/whole-responses.js";

const answer = (payload: Uint8Array) => {
  const all = Buffer.alloc(4 + payload.length);
  all.writeInt32BE(payload.length);
  all.set(payload, 4);
  return all;
};

it("gives each answer once and whole, however the bytes are cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 4, maxLength: 40 }), { maxLength: 8 }),
      fc.array(fc.nat(60)),
      (payloads, cuts) => {
        const answers = payloads.map(answer);
        const all = Buffer.concat(answers);
        const next = wholeResponses();
        const given: Buffer[] = [];
        let from = 0;
        for (const length of [...cuts, all.length]) {
          given.push(...next(all.subarray(from, from + length)));
          from = Math.min(all.length, from + length);
        }
        expect(given.map((each) => each.toString("hex"))).toEqual(
          answers.map((each) => each.toString("hex")),
        );
      },
    ),
    { seed: 22 },
  );
});

it.each([0, 3, -1, 2 ** 31 - 1])("refuses an answer of %d bytes, which comes from no broker", (size) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(size);
  expect(() => wholeResponses()(bytes)).toThrow("can't be from Kafka");
});
