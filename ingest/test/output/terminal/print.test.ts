import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { logOptions } from "../../../src/output/logging/logger.js";
import { jsonLine, lineOf } from "../../../src/output/terminal/print.js";
import { tableText } from "../../../src/output/terminal/table.js";
import { oneLine, visible } from "../../../src/output/terminal/visible.js";

/** Clears the screen, sets the title, the same in C1, turns the direction of text, hides text, moves the cursor. */
const ATTACKS = [
  "\u001b[2J",
  "\u001b]0;title\u0007",
  "\u009b2J",
  "\u202edrow",
  "\u2066x",
  "\u{e0041}",
  "a\rb",
  "\u007f",
  "\u2028",
  "\ufeff",
];
const STEERS = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\ufeff\u{e0000}-\u{e007f}]/u;

describe("a line of a command", () => {
  it.each(ATTACKS)("shows %j and obeys it not", (text) => {
    expect(lineOf(text, true)).not.toMatch(STEERS);
    expect(lineOf([text, { text, style: "red" }], false)).not.toMatch(STEERS);
    expect(tableText({ head: ["name"], rows: [[text]] })).not.toContain(text);
  });

  it("keeps its breaks and tabs, and a value's are shown", () => {
    expect(visible("a\n\tb")).toBe("a\n\tb");
    expect(oneLine("a\n\tb")).toBe("a\\u000a\\u0009b");
  });

  it("keeps what Persian and emoji are written with", () => {
    const text = "می‌خواهم 👩‍💻 ۱۲٬۳۴۵";
    expect(oneLine(text)).toBe(text);
  });

  it("has the colours that are ours, and none of a stranger's", () => {
    const line = lineOf([{ text: "ok \u001b[8m", style: "green" }], true);
    expect(line).toBe("\u001b[32mok \\u001b[8m\u001b[39m");
  });

  it.each(ATTACKS)("as JSON means what it meant: %j", (text) => {
    const line = jsonLine({ text });
    expect(line).not.toMatch(STEERS);
    expect(JSON.parse(line)).toEqual({ text });
  });

  it("of the log neither, when an error quotes a stranger", () => {
    const { err } = logOptions("info").serializers!;
    expect(JSON.stringify(err!(new Error("\u009b2J")))).not.toMatch(STEERS);
  });
});

it("has one writer: no other file of the service writes to a terminal", () => {
  const source = join(import.meta.dirname, "../../../src");
  const writers = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .filter((name) => /\bconsole\.|process\.std(out|err)\b/.test(readFileSync(join(source, name), "utf8")))
    .sort();
  // Beside the writer: main, before anything else is loaded; progress and the status line, which make what they show
  // visible; the export, which pipes lines of jsonLine; and questions of ours.
  expect(writers).toEqual([
    "main.ts",
    "output/terminal/print.ts",
    "output/terminal/progress.ts",
    "output/terminal/question.ts",
    "output/terminal/status-line.ts",
    "people/export-command.ts",
  ]);
});
