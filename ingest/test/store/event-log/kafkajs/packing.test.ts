import fc from "fast-check";
import { expect, it } from "vitest";
import type { LogRow } from "../../../../src/store/event-log/broker.js";
import { packed } from "../../../../src/store/event-log/kafkajs/packing.js";

const TOPICS = { events: "e", deadLetters: "d" };
const HEADERS = [{ columns: "a" }, { columns: "a,b" }];

/** A key is the number of its partition. */
const pack = (rows: readonly LogRow[]) => packed(rows, TOPICS, (_topic, key) => Number(key));

it("makes one message of rows that go to one partition with the same headers", () => {
  const row = (text: string, key: number, headers = HEADERS[0]!): LogRow => ({
    kind: "events",
    key: String(key),
    row: text,
    headers,
  });
  const letter: LogRow = { kind: "deadLetters", key: "0", row: "[4]", headers: HEADERS[0]! };
  expect(pack([row("[1]", 0), row("[2]", 1), letter, row("[3]", 0)])).toEqual([
    {
      topic: "e",
      messages: [
        { partition: 0, headers: HEADERS[0], value: "[1]\n[3]" },
        { partition: 1, headers: HEADERS[0], value: "[2]" },
      ],
    },
    { topic: "d", messages: [{ partition: 0, headers: HEADERS[0], value: "[4]" }] },
  ]);
  expect(pack([])).toEqual([]);
});

it("keeps every row, under its own headers, in the order of its partition", () => {
  const some = fc.record({
    kind: fc.constantFrom("events" as const, "deadLetters" as const),
    key: fc.nat(3).map(String),
    headers: fc.constantFrom(...HEADERS),
  });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 60 }), (made) => {
      const rows = made.map((one, n): LogRow => ({ ...one, row: `[${n}]` }));
      const places = (kind: LogRow["kind"], partition: string) =>
        rows
          .filter((one) => one.kind === kind && one.key === partition)
          .map(({ row, headers }) => [row, headers.columns]);
      const topics = pack(rows);
      for (const kind of ["events", "deadLetters"] as const) {
        const messages = topics.find(({ topic }) => topic === TOPICS[kind])?.messages ?? [];
        for (const partition of ["0", "1", "2", "3"]) {
          const read = messages
            .filter((one) => String(one.partition) === partition)
            .flatMap(({ value, headers }) =>
              String(value)
                .split("\n")
                .map((row) => [row, headers?.columns]),
            );
          expect(read).toEqual(places(kind, partition));
        }
      }
    }),
  );
});
