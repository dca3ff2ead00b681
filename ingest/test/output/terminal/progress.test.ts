import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { createProgress } from "../../../src/output/terminal/progress.js";
import { tableText } from "../../../src/output/terminal/table.js";

function written(): Writable & { text: string } {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      stream.text += String(chunk);
      done();
    },
  }) as Writable & { text: string };
  stream.text = "";
  return stream;
}

test("without a terminal progress is a plain line now and then", () => {
  let now = 0;
  const stream = written();
  const progress = createProgress("Sending", { stream, clock: () => now });
  for (now = 0; now <= 4_000; now += 500) {
    progress.update({ fraction: now / 8_000, events: now * 10, detail: "2025-01-01" });
  }
  progress.update({ fraction: 1, events: 50_000, detail: "2025-12-31" });
  now = 5_000;
  progress.end();
  expect(stream.text).toBe(
    " 25%  Sending  20,000 events  10,000/s  6 s left  2025-01-01\n" +
      " 50%  Sending  40,000 events  10,000/s  4 s left  2025-01-01\n" +
      "100%  Sending  50,000 events  10,000/s  5.0 s  2025-12-31\n",
  );
});

test("on a terminal it is a bar", () => {
  const stream = Object.assign(written(), { isTTY: true, columns: 120 });
  const progress = createProgress("Sending", { stream, clock: () => 0 });
  progress.update({ fraction: 0.5, events: 1, detail: "" });
  progress.end();
  expect(stream.text).toContain("[============------------] 50%");
});

test("tables put numbers right and words left, without control characters", () => {
  const text = tableText({
    head: ["name", "count"],
    rows: [
      ["ann", 5],
      ["bob", 1234],
      ["eve", null],
    ],
  });
  expect(text).toContain("│ ann  │     5 │");
  expect(text).toContain("│ bob  │ 1,234 │");
  expect(text).toContain("│ eve  │     - │");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});
