import { expect, it } from "vitest";
import { keptAddress } from "../../../src/event/privacy/address.js";

it.each([
  ["203.0.113.77", "203.0.113.0"],
  ["::ffff:203.0.113.77", "203.0.113.0"],
  ["2001:db8:1234:5678:9abc::1", "2001:db8:1234::"],
  ["2001:db8:1234:5678::", "2001:db8:1234::"],
])("keeps of %s only the network %s", (address, kept) => {
  expect(keptAddress(address, "truncate")).toBe(kept);
});

it("keeps all or nothing where that is chosen", () => {
  expect(keptAddress("203.0.113.77", "whole")).toBe("203.0.113.77");
  expect(keptAddress("2001:db8::1", "whole")).toBe("2001:db8::1");
  expect(keptAddress("203.0.113.77", "drop")).toBeUndefined();
});

it.each(["", "203.0.113", "203.0.113.77, 10.0.0.1", "me@shop.example", 7, null, {}])(
  "keeps nothing of %j, which is no address",
  (text) => {
    expect(keptAddress(text, "truncate")).toBeUndefined();
    expect(keptAddress(text, "whole")).toBeUndefined();
  },
);
