import { expect, it } from "vitest";
import { fieldsOf } from "../../src/browser/call-fields.js";

const properties = { a: 1 };
const more = { timestamp: 7 };

it.each([
  ["page", [], [undefined, { name: undefined, properties: undefined }]],
  ["page", ["Tea"], [undefined, { name: "Tea", properties: undefined }]],
  ["page", ["Tea", properties, more], [more, { name: "Tea", properties }]],
  ["page", ["Tea", undefined, more], [more, { name: "Tea", properties: undefined }]],
  ["page", ["Shop", "Tea", properties, more], [more, { category: "Shop", name: "Tea", properties }]],
  ["page", [properties, more], [more, { properties }]],
  ["page", [undefined, properties], [undefined, { name: undefined, properties }]],
  ["identify", ["u1", { plan: 1 }, more], [more, { userId: "u1", traits: { plan: 1 } }]],
  ["identify", [{ plan: 1 }, more], [more, { traits: { plan: 1 } }]],
  [
    "identify",
    [undefined, { plan: 1 }, { userId: "u2" }],
    [{ userId: "u2" }, { userId: "u2", traits: { plan: 1 } }],
  ],
  ["track", ["Order Completed", properties, more], [more, { event: "Order Completed", properties }]],
  ["group", ["g", { size: 3 }, more], [more, { groupId: "g", traits: { size: 3 } }]],
  ["alias", ["u1", "u0", more], [more, { userId: "u1", previousId: "u0" }]],
])("%s(%j)", (type, given, said) => {
  expect(fieldsOf[type]!(...given)).toEqual(said);
});
