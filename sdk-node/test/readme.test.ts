import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commerceVerbs, dropReasons } from "../../sdk-web/src/core/index.js";
import { readOptions } from "../src/options.js";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** The tables of the README, as rows of the first two cells; the first row is the header. */
const tables = (readme.match(/(?:^\|.*\n)+/gm) ?? []).map((table) => table.trim().split("\n").map(cellsOf));

function cellsOf(row: string): readonly [string, string] {
  const [, first = "", second = ""] = row.split("|").map((cell) => cell.trim());
  return [first.replaceAll("`", ""), second];
}

/** The rows below the header of the table that has this cell in its first column. */
function rowsOfTableWith(cell: string): (readonly [string, string])[] {
  const table = tables.find((rows) => rows.some(([first]) => first === cell)) ?? [];
  return table.slice(2);
}

describe("the README", () => {
  it("lists every option with its default", () => {
    const { writeKey, endpoint, gzip, userAgent, ...defaults } = readOptions({
      writeKey: "k",
      host: "http://localhost",
    });
    const listed = rowsOfTableWith("option").filter(([name]) => name !== "gzip" && name !== "userAgent");
    expect(Object.fromEntries(listed.map(([name, text]) => [name, settingOf(text)]))).toEqual(defaults);
  });

  it("lists every reason for a drop", () => {
    expect(rowsOfTableWith("reason").map(([reason]) => reason)).toEqual([...dropReasons]);
  });

  it("lists every verb", () => {
    // In the order in which a visit goes; the table in the code has one that packs well.
    const listed = rowsOfTableWith("safar.cart").flatMap(([subject, verbs]) =>
      (verbs.match(/\w+/g) ?? []).map((verb) => `${subject}.${verb}`),
    );
    const all = Object.entries(commerceVerbs).flatMap(([subject, verbs]) =>
      Object.keys(verbs).map((verb) => `safar.${subject}.${verb}`),
    );
    expect(listed.sort()).toEqual(all.sort());
  });
});

function settingOf(text: string): unknown {
  const plain = text.replaceAll(",", "");
  return plain === "Infinity" ? Number.POSITIVE_INFINITY : JSON.parse(plain);
}
