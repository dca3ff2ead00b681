import { describe, expect, it } from "vitest";
import { readViews, type ViewFile, viewStatement } from "../../../../src/store/migrate/views/read-views.js";

const file = (name: string, select: string, head = "-- Who?\n", database = "safar") => ({
  database,
  name,
  text: `${head}CREATE OR REPLACE VIEW ${name} AS\n${select};\n`,
});
const selectOf = (name: string, ...files: ViewFile[]) =>
  readViews(files)
    .find((view) => view.name === name)
    ?.select.replace(/\s+SETTINGS[^()]*$/, "")
    // what a view refuses to be asked stands around it: checks.test.ts
    .replace(/^SELECT \*\nFROM\n\(\n([\s\S]*)\n\)\nWHERE \(SELECT throwIf[\s\S]*$/, "$1");

const ROWS = file("rows_of", "-- its rows, (all)\nSELECT {source:String} AS s, {since:String} AS t");

describe("a call of a view", () => {
  it("becomes the text of the view, with what is given in place of its parameters", () => {
    expect(
      selectOf(
        "outer",
        file("outer", "SELECT * FROM safar.rows_of(source = 'it''s ) FROM', since = {until:String}) AS a"),
        ROWS,
      ),
    ).toBe("SELECT * FROM (\nSELECT 'it''s ) FROM' AS s, {until:String} AS t) AS a");
  });

  it("may stand in a view that is called, with a computed value", () => {
    expect(
      selectOf(
        "c",
        file("c", "SELECT * FROM safar.b(source = 'shop')"),
        file(
          "b",
          "SELECT * FROM safar . rows_of ( source = {source:String}, since = (SELECT max(x) FROM t) )",
        ),
        ROWS,
      ),
    ).toBe("SELECT * FROM (\nSELECT * FROM (\nSELECT 'shop' AS s, (SELECT max(x) FROM t) AS t))");
  });

  it.each([
    ["safar.rows_of(source = 'a')", "without its parameter since"],
    ["safar.rows_of(source = 'a', since = '', until = '')", "with until, which is no parameter of it"],
    ["safar.rows_of(source = 'a', since = '', since = '')", "can't be read"],
    ["safar.rows_of('a', '')", "can't be read"],
    ["safar.rows_of(source = , since = '')", "can't be read"],
    ["safar.nothing(source = 'a')", "no view"],
    ["safar.outer(source = 'a')", "reads itself"],
  ])("%s is refused: %s", (call, reason) => {
    expect(() => readViews([ROWS, file("outer", `SELECT * FROM ${call}`)])).toThrow(reason);
  });

  it("in a text or a comment is none", () => {
    const select = "SELECT 'safar.nothing(a = 1)'";
    expect(selectOf("outer", file("outer", `${select} /* safar.nothing(a = 1) */`))).toBe(select);
  });
});

describe("a view", () => {
  it("stands behind those that it reads like tables", () => {
    const views = readViews([file("a", "SELECT * FROM safar.b"), file("b", "SELECT 1 AS one")]);
    expect(views.map(({ name }) => name)).toEqual(["b", "a"]);
  });

  it("that is called may be in the other database, and one that is read like a table may not", () => {
    const internal = file("rows_of", "SELECT {n:UInt8} AS one", undefined, "safar_internal");
    expect(selectOf("a", file("a", "SELECT * FROM safar.rows_of(n = 1)"), internal)).toContain(
      "SELECT 1 AS one",
    );
    expect(() => readViews([file("a", "SELECT * FROM safar.rows_of"), internal])).toThrow(
      "not in the database",
    );
    expect(viewStatement(readViews([internal])[0]!)).toMatch(
      /^CREATE OR REPLACE VIEW safar_internal\.rows_of /,
    );
  });

  it("has the settings of all views behind its own", () => {
    const [own, none] = readViews([
      file("a", "SELECT 1 AS one SETTINGS join_algorithm = 'hash'"),
      file("b", "SELECT * FROM (SELECT 1 AS one SETTINGS join_algorithm = 'hash')"),
    ]);
    expect(own?.select).toMatch(/one SETTINGS join_algorithm = 'hash',\s+\w+ = /);
    expect(none?.select).toMatch(/\)\s+SETTINGS\s+\w+ = /);
  });

  it("has them for each of several SELECTs", () => {
    const [view] = readViews([file("a", "SELECT 1 AS one UNION ALL SELECT 2")]);
    expect(view?.select).toMatch(
      /^SELECT \*\nFROM\n\(\nSELECT 1 AS one UNION ALL SELECT 2\n\)\nSETTINGS\s+\w+ = /,
    );
  });

  it("tells its question and its parameters in a comment", () => {
    const [view] = readViews([
      file(
        "a",
        "SELECT {b:String}, {a:String}",
        "-- Who's it,\n-- all in all? A row each.\n--\n-- Grain: none?\n",
      ),
    ]);
    expect(view?.parameters).toEqual(["a", "b"]);
    expect(viewStatement(view!)).toMatch(
      /^CREATE OR REPLACE VIEW safar\.a COMMENT 'Who\\'s it, all in all\? Ask: SELECT \* FROM safar\.a\(a = \\'…\\', b = \\'…\\'\)\. Made by safar migrate\.' AS\nSELECT/,
    );
  });

  it.each([
    ["SELECT 1", "must hold one statement"],
    ["CREATE OR REPLACE VIEW other AS SELECT 1;", "CREATE OR REPLACE VIEW a AS"],
    ["CREATE OR REPLACE VIEW a AS SELECT 1; SELECT 2;", "more than one"],
    ["CREATE OR REPLACE VIEW a AS SELECT 'x;", "can't be read"],
  ])("is not made of %s", (text, reason) => {
    expect(() => readViews([{ database: "safar", name: "a", text }])).toThrow(reason);
  });
});
