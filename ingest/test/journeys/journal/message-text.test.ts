import { expect, it } from "vitest";
import { messageText } from "../../../src/journeys/journal/message-text.js";

it("shows the moments of a message in the time zone, and all else that is kept as it is", () => {
  const text = messageText(
    {
      ...{ id: "m1", run: "r1", journey: "cart", version: 2, node: "remind", status: "sent", why: "" },
      ...{ channel: "email", kind: "marketing", language: "en", customer: "ann", isGuest: false },
      ...{ intendedAt: Date.UTC(2026, 0, 1, 9), statusAt: Date.UTC(2026, 0, 1, 9, 1), dueAt: undefined },
      state: { attempts: 1, to: "ann@shop.example", lookedAt: Date.UTC(2026, 0, 1, 9, 1) },
    } as never,
    "Asia/Tehran",
  );
  expect(text).toMatch(/^ {2}lookedAt {4}2026-01-01 12:31 \(Asia\/Tehran\)$/m);
  expect(text).toMatch(/^ {2}attempts {4}1$/m);
  expect(text).toMatch(/^ {2}to {10}ann@shop\.example$/m);
});
