import { expect, test } from "vitest";
import { phoneAsId, phoneNumber } from "../../src/people/phone-number.js";

test.each([
  "+989121234567",
  "00989121234567",
  "09121234567",
  "0912 123 4567",
  "0912-123-4567",
  "۰۹۱۲۱۲۳۴۵۶۷",
  "٠٩١٢١٢٣٤٥٦٧",
  "9121234567",
])("a mobile number of Iran has one spelling: %s", (text) => {
  expect(phoneNumber(text)).toBe("+989121234567");
});

test("a number of another country keeps its digits", () => {
  expect(phoneNumber("+49 (30) 123456")).toBe("+4930123456");
  expect(phoneNumber("0049 30 123456")).toBe("+4930123456");
  expect(phoneNumber("030 123456")).toBe("030123456");
  expect(phoneNumber("none at all")).toBe("");
});

test("a customer's id that is a mobile number is spelled as other programs send it", () => {
  expect(phoneAsId("0912 123 4567")).toBe("09121234567");
  expect(phoneAsId("A 0912")).toBe("A 0912");
});
