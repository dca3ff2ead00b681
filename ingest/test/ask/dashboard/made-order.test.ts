import { expect, it } from "vitest";
import { inMadeOrder } from "../../../src/ask/dashboard/made-order.js";

const rows = ["forooshgah", "ny", "shop", "demo-shop"].map((id) => ({ source_id: id }));
const ordered = (...ids: string[]) => inMadeOrder(rows, "source_id", ids).map(({ source_id: id }) => id);

it("the source that was made first comes first, and those that are told of nowhere last, as they came", () => {
  expect(ordered("shop", "forooshgah")).toEqual(["shop", "forooshgah", "ny", "demo-shop"]);
  expect(ordered("gone", "ny")).toEqual(["ny", "forooshgah", "shop", "demo-shop"]);
  expect(ordered()).toEqual(["forooshgah", "ny", "shop", "demo-shop"]);
});
