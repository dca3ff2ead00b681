import { expect, it } from "vitest";
import { EVENT_COLUMNS } from "../../src/event/enrich/event-row.js";
import { DEAD_LETTER_COLUMNS } from "../../src/event/validate/dead-letter-row.js";
import { messageReader, type ReadRows } from "../../src/load/read-message.js";
import { messageHeaders } from "../../src/store/event-log/log-message.js";

const read = (columns: readonly string[], value = "[]") => {
  const headers = Object.entries(messageHeaders(columns)).map(([name, text]) => [name, Buffer.from(text)]);
  return messageReader()({
    offset: 0,
    sentAt: 0,
    value: Buffer.from(value),
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
  expect(read([column])).toBe("Its column names are invalid.");
});

it("counts the rows of a message, and hands them on as they came", () => {
  const value = '["one"]\n["آ"]\n[]';
  const message = read(["a"], value);
  expect(message).toMatchObject({ count: 3, unfit: [] });
  expect(String((message as { rows: Buffer }).rows)).toBe(value);
});

it("parts lines that are no row from those that are", () => {
  const message = read(["a"], '{"an":"object"}\n["one"]\n\n["two"]\n[');
  expect(message).toMatchObject({ count: 2, rows: Buffer.from('["one"]\n["two"]') });
  const reason = "It is not a JSON array.";
  expect((message as ReadRows).unfit).toEqual([
    { line: 0, text: Buffer.from('{"an":"object"}'), reason },
    { line: 2, text: Buffer.from(""), reason },
    { line: 4, text: Buffer.from("["), reason },
  ]);
});

it.each([
  ["", "It is empty."],
  ["[", "It is not a JSON array."],
  ['{"an":"object"}', "It is not a JSON array."],
])("finds no row in %j", (value, reason) => {
  expect(read(["a"], value)).toBe(reason);
});
