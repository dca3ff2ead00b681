import { expect, it } from "vitest";
import { messageText } from "../../../src/journeys/journal/message-text.js";

const MESSAGE = {
  ...{ id: "m1", run: "r1", journey: "cart", version: 2, node: "remind", status: "sent", why: "" },
  ...{ channel: "email", kind: "marketing", language: "en", customer: "ann", isGuest: false },
};

it("shows the moments of a message in the time zone, and all else that is kept as it is", () => {
  const text = messageText(
    {
      ...MESSAGE,
      ...{ intendedAt: Date.UTC(2026, 0, 1, 9), statusAt: Date.UTC(2026, 0, 1, 9, 1), dueAt: undefined },
      state: { attempts: 1, to: "ann@shop.example", lookedAt: Date.UTC(2026, 0, 1, 9, 1) },
    } as never,
    "Asia/Tehran",
  );
  expect(text).toMatch(/^ {2}lookedAt {4}2026-01-01 12:31 \(Asia\/Tehran\)$/m);
  expect(text).toMatch(/^ {2}attempts {4}1$/m);
  expect(text).toMatch(/^ {2}to {10}ann@shop\.example$/m);
});

it("shows an address once, and also in the spelling in which it is compared where that is another", () => {
  const told = (state: object) => messageText({ ...MESSAGE, state } as never, "UTC");
  const once = told({ attempts: 1, to: "ann@shop.example", address: "ann@shop.example" });
  expect(once.match(/ann@shop/g)).toHaveLength(1);
  const both = told({ attempts: 1, to: "Ann+x@shop.example", address: "ann@shop.example" });
  expect(both).toContain("Ann+x@shop.example");
  expect(both).toMatch(/^ {2}address {5}ann@shop\.example$/m);
});
