import { describe, expect, test } from "vitest";
import { moneyRatioText, moneyText } from "../../../../src/try/demo/ledger/arithmetic.js";

describe("money as text", () => {
  test("cents become units without trailing zeros", () => {
    expect([0n, 5n, 50n, 100n, 891_140_790_400n, -1050n].map(moneyText)).toEqual([
      "0",
      "0.05",
      "0.5",
      "1",
      "8911407904",
      "-10.5",
    ]);
  });

  test("ratios are rounded half away from zero at the sixth digit, either side of it", () => {
    expect(moneyRatioText(100n, 3)).toBe("0.333333");
    expect(moneyRatioText(200n, 3)).toBe("0.666667");
    expect(moneyRatioText(1n, 20_000)).toBe("0.000001"); // 0.0000005
    expect(moneyRatioText(-1n, 20_000)).toBe("-0.000001");
    expect(moneyRatioText(-1n, 20_001)).toBe("0");
    expect(moneyRatioText(1n, 0)).toBeNull();
  });

  test("no digit is lost where floating point would lose it", () => {
    expect(moneyText(9_007_199_254_740_993n)).toBe("90071992547409.93");
  });
});
