import { expect, test } from "vitest";
import { sparkline } from "../../../src/output/terminal/sparkline.js";

test.each<[(number | null)[], string]>([
  [[0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█"],
  [[-10, 0, 10], "▁▅█"],
  [[5, null, 6], "▁ █"],
  [[3, 3, 3], "▁▁▁"],
  [[null, null], "  "],
  [[], ""],
])("%j is drawn as %s", (values, line) => expect(sparkline(values)).toBe(line));
