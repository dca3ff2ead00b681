import { expect, it } from "vitest";
import { tableText } from "../../../src/output/terminal/table.js";

const cellsOf = (rows: (string | number | null)[][], figures: string[] = []) =>
  tableText({ head: rows[0]!.map(() => "x"), rows, figures })
    .split("\n")
    .filter((line) => line.startsWith("│"))
    .slice(1)
    .map((line) => line.slice(1, -1).split("│"));

it("sets money of a column right, each with as many digits behind the point as that with most", () => {
  const cells = cellsOf([["1234567.5"], ["45.25"], ["100"], [null], [""], ["-3"]], ["x"]);
  expect(cells).toEqual([
    [" 1,234,567.50 "],
    ["        45.25 "],
    ["       100.00 "],
    ["            - "],
    ["              "],
    ["        -3.00 "],
  ]);
});

it("sets counts right, and leaves texts as they are, also a customer's number", () => {
  const rows = [
    [1000, "17850"],
    [5, "12345.6"],
  ];
  expect(cellsOf(rows)).toEqual([
    [" 1,000 ", " 17850   "],
    ["     5 ", " 12345.6 "],
  ]);
});

it("breaks off no digit, and adds none where figures of several kinds stand in a column", () => {
  expect(cellsOf([["0.123456"], ["1"]], ["x"])).toEqual([[" 0.123456 "], [" 1.000000 "]]);
  const kinds = [[8911407.904], ["2054.26646"], [65.58321807284462], [4338], [null], ["2011-01"], ["-0.5"]];
  expect(
    cellsOf(kinds, ["x"])
      .flat()
      .map((cell) => cell.trim()),
  ).toEqual(["8,911,407.904", "2,054.26646", "65.58321807284462", "4,338", "-", "2011-01", "-0.5"]);
});
