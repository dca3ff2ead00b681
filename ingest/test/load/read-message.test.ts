import { expect, it } from "vitest";
import { EVENT_COLUMNS } from "../../src/enrich/event-row.js";
import { messageHeaders } from "../../src/event-log/log-message.js";
import { messageReader } from "../../src/load/read-message.js";
import { DEAD_LETTER_COLUMNS } from "../../src/validate/dead-letter-row.js";

const read = (columns: readonly string[]) => {
  const headers = Object.entries(messageHeaders(columns)).map(([name, text]) => [name, Buffer.from(text)]);
  return messageReader()({
    offset: 0,
    sentAt: 0,
    value: Buffer.from("[]"),
    headers: Object.fromEntries(headers),
  });
};

it("reads the columns that this release's collector writes", () => {
  for (const columns of [EVENT_COLUMNS, DEAD_LETTER_COLUMNS])
    expect(read(columns)).toMatchObject({ columns: columns.join(",") });
});

it.each(["products.id", "a1_b"])("takes the column %s", (column) => {
  expect(read([column])).toMatchObject({ columns: column });
});

it.each(["a b", "a)", "`a`", ".a", "a.", "a.b.c", "1a", "A", "", "a'"])("takes no column %j", (column) => {
  expect(read([column])).toBe("Its columns have no proper names.");
});
