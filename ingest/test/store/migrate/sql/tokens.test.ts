import { describe, expect, it } from "vitest";
import { readSchemaFiles, schemaFolder } from "../../../../src/store/migrate/schema-files.js";
import {
  codeOf,
  nameOf,
  parameterOf,
  splitAt,
  textOf,
  tokensOf,
} from "../../../../src/store/migrate/sql/tokens.js";

describe("tokensOf", () => {
  it("takes every file of the schema apart, and loses nothing", async () => {
    const { migrations } = await readSchemaFiles(schemaFolder());
    for (const { text } of migrations) expect(textOf(tokensOf(text))).toBe(text);
  });

  it.each([
    ["'it''s; -- no \\' comment'", "string"],
    ["`a\\`b`", "quoted"],
    ['"FROM"', "quoted"],
    ["-- 'until the line ends", "comment"],
    ["/* ; ' */", "comment"],
    ["{since:String}", "parameter"],
    ["{ids: Array(String)}", "parameter"],
    ["1.5e3", "number"],
    ["0xFF", "number"],
  ])("reads %s as one %s", (text, kind) => {
    expect(tokensOf(text)).toEqual([{ kind, text }]);
    expect(
      tokensOf(`a${text.startsWith("-") ? " " : "("}${text}\n)`).filter((token) => token.kind === kind),
    ).toEqual([{ kind, text }]);
  });

  it.each(["SELECT 'without an end", "SELECT `a"])("refuses %s", (sql) => {
    expect(() => tokensOf(sql)).toThrow("can't be read");
  });
});

it("parts statements where a semicolon stands for itself", () => {
  const parts = splitAt(tokensOf("SELECT ';' -- ;\n, (1);\nSELECT `;`"), ";");
  expect(parts.map((part) => textOf(codeOf(part)))).toEqual(["SELECT ';' \n, (1)", "SELECT `;`"]);
});

it("reads braces that are no parameter as marks", () => {
  expect(tokensOf("{}{'a':1}").map(({ kind }) => kind)).toEqual([
    ...["mark", "mark", "mark", "string", "mark", "number", "mark"],
  ]);
});

it("reads names, and the names of parameters", () => {
  const [word, quoted, parameter] = ["a", "`a``", "{ a : Array(String)}"].map(
    (sql) => tokensOf(sql.replace("``", "\\``"))[0]!,
  );
  expect([nameOf(word), nameOf(quoted), nameOf(parameter)]).toEqual(["a", "a`", undefined]);
  expect([parameterOf(word!), parameterOf(parameter!)]).toEqual([undefined, "a"]);
});
