import { expect, it } from "vitest";
import { isPrivate, senderOf } from "../../src/connections/sender-address.js";

it.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8:1:2:ffff::1", "2001:db8:1:2"],
  ["2001:db8::1", "2001:db8:0:0"],
])("%s stands for %s", (address, sender) => {
  expect(senderOf(address)).toBe(sender);
});

it.each(["", "unknown", "203.0.113", "203.0.113.7:80", "__proto__"])("%j stands for nobody", (text) => {
  expect(senderOf(text)).toBeUndefined();
});

it("tells private addresses from those of the internet", () => {
  const inside = [
    "127.0.0.1",
    "127.9.9.9",
    "::1",
    "10.1.2.3",
    "172.31.0.1",
    "192.168.0.1",
    "fd00::1",
    "::ffff:10.0.0.1",
  ];
  expect(inside.filter((address) => !isPrivate(address))).toEqual([]);
  expect(["203.0.113.7", "172.32.0.1", "2001:db8::1", "::ffff:203.0.113.7"].filter(isPrivate)).toEqual([]);
});
